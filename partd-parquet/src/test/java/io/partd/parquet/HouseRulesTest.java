package io.partd.parquet;

import io.partd.HouseRules;

class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super(ParquetSource.class);
    }
}
