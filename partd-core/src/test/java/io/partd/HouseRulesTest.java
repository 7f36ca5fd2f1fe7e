package io.partd;

import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import java.util.Set;
import org.junit.jupiter.api.Test;

class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super(Partd.class);
    }

    @Override
    protected Set<String> changeable() {
        return Set.of(
                "io.partd.file.FileStore", // is closed one day, and distrusted after a failed fsync
                "io.partd.file.TemporaryDirectory", // is closed or kept one day
                "io.partd.internal.Backoff", // pauses grow
                "io.partd.internal.LockFile", // is closed one day
                "io.partd.internal.OwnedSection"); // is closed one day
    }

    @Test
    void aLibraryDoesNotPrint() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(mainClasses());
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(mainClasses());
    }
}
