package io.partd.redis;

import io.partd.HouseRules;

final class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super(RedisStore.class);
    }
}
