package io.partd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes with native and with portable calls. */
class SystemCallsChoiceTest {

    @TempDir
    private Path directory;

    /** Opens a store, appends to it and keeps it open until a line is sent. */
    static final class Opening {

        private Opening() {}

        public static void main(String[] arguments) throws IOException {
            try (Store store = Partd.open(arguments[0])) {
                store.append("oslo", "fjord".getBytes(UTF_8));
                System.out.println(new String(store.get("oslo"), UTF_8));
                System.in.read();
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "log,partd-log.lock,native,portable",
        "log,partd-log.lock,portable,native",
        "file,.lock,native,portable",
        "file,.lock,portable,native"
    })
    void aDatasetThatIsOpenByOneKindRefusesTheOther(String scheme, String lock, String first, String second)
            throws Exception {
        Path dataset = directory.resolve("data");
        String uri = scheme + ":" + dataset;
        try (ChildProcess one = ChildProcess.jvmWithCalls(first, Opening.class, uri)) {
            assertThat(one.readLine()).isEqualTo("fjord");
            try (ChildProcess other = ChildProcess.jvmWithCalls(second, Opening.class, uri)) {
                assertThat(other.join())
                        .containsExactly(dataset.toRealPath().resolve(lock)
                                + ": is open in another process that locks with " + kind(first)
                                + ", and this one locks with " + kind(second)
                                + ", which do not exclude each other; start both with -Dpartd.calls=portable, or both"
                                + " without");
            }
            try (ChildProcess same = ChildProcess.jvmWithCalls(first, Opening.class, uri)) {
                assertThat(same.readLine()).isEqualTo("fjordfjord");
            }
            one.kill();
        }
        try (ChildProcess other = ChildProcess.jvmWithCalls(second, Opening.class, uri)) {
            assertThat(other.readLine()).isEqualTo("fjordfjordfjord");
        }
    }

    private static String kind(String calls) {
        return calls.equals("native") ? "flock(2)" : "the JDK's file locks";
    }

    @Test
    void portableCallsNeedNoJna() throws Exception {
        for (String uri : List.of("log:" + directory.resolve("log"), "file:" + directory.resolve("file"))) {
            try (ChildProcess child = ChildProcess.jvmWithoutJna(Opening.class, uri)) {
                assertThat(child.readLine()).isEqualTo("fjord");
            }
        }
    }

    @Test
    void anUnknownKindIsNamed() throws Exception {
        try (ChildProcess child = ChildProcess.jvmWithCalls("jni", Opening.class, "log:" + directory.resolve("log"))) {
            assertThat(child.join()).containsExactly("-Dpartd.calls=jni is neither 'native' nor 'portable'");
        }
        assertThat(directory).isEmptyDirectory();
    }
}
