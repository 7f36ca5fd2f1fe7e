package io.partd.zmq;

import io.partd.HouseRules;

class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super(Endpoint.class);
    }
}
