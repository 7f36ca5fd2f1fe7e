package io.partd.arrow;

import io.partd.HouseRules;

class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super(Table.class);
    }
}
