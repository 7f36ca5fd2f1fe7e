package io.partd.pandas;

import io.partd.HouseRules;

class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super(PandasColumns.class);
    }
}
