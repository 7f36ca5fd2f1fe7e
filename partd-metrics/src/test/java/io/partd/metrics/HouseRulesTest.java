package io.partd.metrics;

import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import io.partd.HouseRules;
import org.junit.jupiter.api.Test;

class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super(PartdMetrics.class);
    }

    @Test
    void aLibraryDoesNotPrint() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(mainClasses());
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(mainClasses());
    }
}
