package io.partd.cli;

import io.partd.HouseRules;

class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super(Main.class);
    }
}
