package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a command whose standard output, or standard error, takes nothing. */
@Timeout(60)
class StandardOutputTest {

    private static final String FULL = "No space left on device";
    private static final String CLOSED = "Broken pipe";

    @TempDir
    Path directory;

    /** A stream on which nothing can be written. */
    private static final class Unwritable extends OutputStream {

        private final String why;

        Unwritable(String why) {
            this.why = why;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(why);
        }
    }

    /** All that print; DIRECTORY has a store and a file of text. */
    static Stream<String> printing() {
        return Stream.of(
                "--help",
                "--version",
                "shuffle --help",
                "shuffle DIRECTORY/a.csv --by k -n 2 --to DIRECTORY/o",
                "get DIRECTORY/data k",
                "get DIRECTORY/data k --json",
                "keys DIRECTORY/data",
                "keys DIRECTORY/data -l",
                "stat DIRECTORY/data",
                "verify DIRECTORY/data",
                "compact DIRECTORY/data",
                "keygen DIRECTORY/key",
                "completion");
    }

    @BeforeEach
    void makeData() throws IOException {
        assertThat(Cli.with("x")
                        .command("append", directory.resolve("data"), "k")
                        .status())
                .isZero();
        Files.writeString(directory.resolve("a.csv"), "k,v\na,1\nb\n");
    }

    @ParameterizedTest
    @MethodSource("printing")
    void isAFailureIfItIsFull(String command) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(run(new Unwritable(FULL), err, command)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("partd: standard output: " + FULL)
                .hasLineCount(1);
    }

    @ParameterizedTest
    @MethodSource("printing")
    void isNoneIfItsReaderHasHadEnough(String command) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(run(new Unwritable(CLOSED), err, command)).isZero();
        assertThat(err.size()).isZero();
    }

    @Test
    void leavesTheOutputOfAShuffleThatCannotReport() {
        run(new Unwritable(FULL), new ByteArrayOutputStream(), "shuffle DIRECTORY/a.csv --by k -n 1 --to DIRECTORY/o");
        assertThat(directory.resolve("o/part-00000.csv")).hasContent("k,v\na,1\nb\n");
    }

    @Test
    void serverDoesNotRunIfNobodyCanReadThatItDoes() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(run(new Unwritable(FULL), err, "serve DIRECTORY/served --memory 16m --bind tcp://127.0.0.1:0"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("partd: standard output: " + FULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {FULL, CLOSED})
    void errorsThatCannotBeShownAreNoSuccess(String why) {
        String skipping = "shuffle DIRECTORY/a.csv --by v -n 2 --on-error skip --to DIRECTORY/o";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(out, new Unwritable(why), skipping)).isEqualTo(why.equals(FULL) ? 1 : 0);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("1 rows");
        assertThat(run(out, new Unwritable(why), "keys DIRECTORY/missing")).isEqualTo(1);
        assertThat(run(out, new Unwritable(why), "keys DIRECTORY/data")).isZero();
    }

    private int run(OutputStream out, OutputStream err, String command) {
        List<String> words = Stream.of(command.split(" "))
                .map(word -> word.replace("DIRECTORY", directory.toString()))
                .toList();
        return new Cli().commandTo(out, err, words.toArray());
    }
}
