package io.partd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SkippedTestsTest {

    @Test
    void sayWhatWasMissingAndHowToGetIt() {
        Set<String> lines = Set.of(
                "the command\tinstall it\tzstd\tCommandsTest",
                "the command\tinstall it\tlz4\tCommandsTest",
                "a Python that can import\tsee the notes\tpartd\tPythonTest",
                "a Python that can import\tsee the notes\tzmq\tClientTest");
        assertThat(SkippedTests.sentence(lines))
                .isEqualTo(
                        "Skipped tests of 3 classes: 2 for want of a Python that can import partd, zmq (see the notes);"
                                + " 1 for want of the command lz4, zstd (install it).");
    }
}
