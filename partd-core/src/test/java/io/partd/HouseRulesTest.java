package io.partd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import java.util.List;
import org.junit.jupiter.api.Test;

class HouseRulesTest extends HouseRules {

    private static final List<String> ROOMS = List.of(
            "io.partd.buffer",
            "io.partd.codec",
            "io.partd.file",
            "io.partd.log",
            "io.partd.memory",
            "io.partd.shuffle");

    HouseRulesTest() {
        super(Partd.class);
    }

    @Test
    void aLibraryDoesNotPrint() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(mainClasses());
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(mainClasses());
    }

    @Test
    void storesAndLayersKnowTheContractAndNotEachOther() {
        for (String room : ROOMS) {
            String[] others =
                    ROOMS.stream().filter(other -> !other.equals(room)).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(mainClasses());
        }
    }

    @Test
    void theContractKnowsNoImplementation() {
        noClasses()
                .that()
                .resideInAPackage("io.partd")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.partd.(*)..")
                .check(mainClasses());
    }
}
