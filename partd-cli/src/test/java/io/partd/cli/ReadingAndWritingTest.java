package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.Cli.Result;
import io.partd.codec.Zlib;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code append}, {@code iset} and {@code get}. */
class ReadingAndWritingTest {

    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void nameTheStore() {
        data = directory.resolve("data");
    }

    @Test
    void appendsStandardInputAndFiles() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "from a file\n");
        assertThat(Cli.with("one\n").command("append", data, "k")).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.with("two\n").command("append", data, "k", "-")).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("append", "log:" + data + "?fsync=batch", "k", file)).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("get", data, "k")).isEqualTo(new Result(0, "one\ntwo\nfrom a file\n", ""));
    }

    @Test
    void appendsWhatDoesNotFitIntoItsMemory() throws IOException {
        byte[] large = new byte[(16 << 20) + 12345];
        new Random(1).nextBytes(large);
        Path file = Files.write(directory.resolve("large"), large);
        try (InputStream in = Files.newInputStream(file)) {
            assertThat(Cli.with(in).command("append", data, "piped").status()).isZero();
        }
        assertThat(Cli.run("append", data, "mapped", file).status()).isZero();
        for (String key : new String[] {"piped", "mapped"}) {
            try (Store store = Partd.log(data)) {
                assertThat(Arrays.equals(store.get(key), large)).as(key).isTrue();
            }
        }
    }

    @Test
    void appendsNothingOfAFileThatIsMissing() {
        Path missing = directory.resolve("missing");
        assertThat(Cli.run("append", data, "k", missing))
                .isEqualTo(new Result(1, "", "partd: " + missing + ": no such file; check the path\n"));
        assertThat(data).doesNotExist();
    }

    @Test
    void appendsNoDirectory() {
        for (String codec : List.of("none", "pickle", "arrow")) {
            assertThat(Cli.run("append", data, "k", directory, "--codec", codec))
                    .isEqualTo(new Result(
                            1,
                            "",
                            "partd: " + directory + ": it is a directory; give a file, or - for standard input\n"));
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void saysWhyAKeyIsRefused() {
        assertThat(Cli.with("x").command("append", "file:" + data, "é"))
                .isEqualTo(new Result(
                        1,
                        "",
                        "partd: key 'é': has the character 'é' (U+00E9); valid are A-Z, a-z, 0-9, space, - _ . ( ) and,"
                                + " between parts, /\n"));
        assertThat(Cli.with("x").command("append", data, "../k").err())
                .startsWith("partd: key '../k': has the part '..'");
    }

    @Test
    void setsOnce() {
        assertThat(Cli.with("first").command("iset", data, "k")).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.with("second").command("iset", data, "k"))
                .isEqualTo(new Result(0, "", "partd: key 'k' was not set: it has a value already\n"));
        assertThat(Cli.with("").command("iset", data, "l"))
                .isEqualTo(new Result(0, "", "partd: key 'l' was not set: an empty value is none\n"));
        assertThat(Cli.run("get", data, "k").out()).isEqualTo("first");
    }

    @Test
    void getsSeveralKeysInTheOrderAskedFor() {
        Cli.with("b").command("append", data, "b");
        Cli.with("a").command("append", data, "x/a");
        assertThat(Cli.run("get", data, "x/a", "b", "b").out()).isEqualTo("abb");
    }

    @Test
    void getsNothingIfOneKeyHasNoValue() {
        Cli.with("v").command("append", data, "k");
        assertThat(Cli.run("get", data, "k", "l", "m"))
                .isEqualTo(new Result(
                        1,
                        "",
                        "partd: no value for key 'l', 'm' in Log(" + data
                                + "); 'partd keys' lists those that have one\n"));
        assertThat(Cli.run("get", "--json", data, "l").status()).isEqualTo(1);
    }

    @Test
    void encodesAndDecodes() throws IOException {
        Cli.with("text ").command("append", "--codec", "zlib", data, "k");
        Cli.with("more").command("append", "--codec=zlib", data, "k");
        try (Store store = Partd.log(data).with(Zlib.codec())) {
            assertThat(new String(store.get("k"), StandardCharsets.UTF_8)).isEqualTo("text more");
        }
        assertThat(Cli.run("get", data, "k", "--codec", "zlib").out()).isEqualTo("text more");
        Path twice = directory.resolve("twice");
        Cli.with("twice").command("iset", "--codec", "zlib,zlib", twice, "l");
        assertThat(Cli.run("get", twice, "l", "--codec", "zlib,zlib").out()).isEqualTo("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"blosc", "bz2", "lz4", "snappy", "zlib", "zstd", "snappy,blosc"})
    void knowsEveryCompression(String codec) {
        Cli.with("text ".repeat(100)).command("append", "--codec", codec, data, "k");
        assertThat(Cli.run("get", data, "k", "--codec", codec).out()).isEqualTo("text ".repeat(100));
        assertThat(Cli.run("verify", data, "--codec", codec).status()).isZero();
    }

    @Test
    void saysWhatCannotBeDecoded() {
        Cli.with("not zlib at all").command("append", data, "k");
        assertThat(Cli.run("get", data, "k", "--codec", "zlib").err())
                .startsWith("partd: key 'k', frame 1 at byte 0: ")
                .endsWith("; 'partd verify' finds all that cannot be read\n")
                .hasLineCount(1);
    }

    @Test
    void printsJson() throws IOException {
        try (Store store = Partd.log(data)) {
            store.append("text", "a \"b\"\n\u0001é𝄞".getBytes(StandardCharsets.UTF_8));
            store.append("bytes", new byte[] {(byte) 0xff, 0, 1});
            store.append("half", new byte[] {'a', (byte) 0xc3});
        }
        assertThat(Cli.run("get", "--json", data, "text", "bytes", "half")).isEqualTo(new Result(0, """
                        {"key":"text","value":"a \\"b\\"\\n\\u0001é𝄞"}
                        {"key":"bytes","value":{"base64":"/wAB"}}
                        {"key":"half","value":{"base64":"YcM="}}
                        """, ""));
    }

    @Test
    void tellsLongTextFromBytesAtItsVeryEnd() throws IOException {
        byte[] text = new byte[100_000];
        Arrays.fill(text, (byte) 'x');
        try (Store store = Partd.log(data)) {
            store.append("text", text);
            text[text.length - 1] = (byte) 0x80;
            store.append("bytes", text);
        }
        assertThat(Cli.run("get", "--json", data, "text").out()).startsWith("{\"key\":\"text\",\"value\":\"xxx");
        assertThat(Cli.run("get", "--json", data, "bytes").out()).contains("\"value\":{\"base64\":\"eHh4");
    }

    @Test
    void endsQuietlyIfItsOutputIsClosed() {
        Cli.with("v").command("append", data, "k");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(new Cli().commandTo(new Refusing("Broken pipe"), err, "get", data, "k"))
                .isZero();
        assertThat(new Cli().commandTo(new Refusing("Broken pipe"), err, "keys", data))
                .isZero();
        assertThat(err.size()).isZero();
    }

    @Test
    void failsIfItsOutputCannotBeWritten() {
        Cli.with("v").command("append", data, "k");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(new Cli().commandTo(new Refusing("No space left on device"), err, "get", data, "k"))
                .isEqualTo(1);
        assertThat(err).hasToString("partd: standard output: No space left on device\n");
    }

    /** Output that cannot be written. */
    private static final class Refusing extends OutputStream {

        private final String why;

        Refusing(String why) {
            this.why = why;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(why);
        }
    }
}
