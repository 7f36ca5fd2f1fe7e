package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.Cli.Result;
import io.partd.codec.Zlib;
import io.partd.codecs.msgpack.Msgpack;
import io.partd.codecs.pickle.Pickle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --codec} with codecs of values other than bytes. */
class CodecsTest {

    private static final Path GOLDEN = Path.of("..", "partd-codecs", "src", "test", "resources", "golden");

    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void nameTheStore() {
        data = directory.resolve("data");
    }

    @ParameterizedTest
    @CsvSource({
        "pickle, pickle",
        "pickle-zlib, 'pickle,zlib'",
        "pickle-snappy, 'pickle,snappy'",
        "python, msgpack",
    })
    void looksIntoWhatPythonLeftBehind(String dataset, String codec) throws IOException {
        Path copy = golden("typed/" + dataset);
        assertThat(Cli.run("get", copy, "x", "a/b", "numbers", "set", "--codec", codec, "--json"))
                .isEqualTo(new Result(0, """
                        {"key":"x","value":[1,2.5,"three",null,true,1180591620717411303424,[1,2],[3],1.50,"2020-01-02"]}
                        {"key":"a/b","value":[{"k":[1,"ä"]},"bytes",{"last":1}]}
                        {"key":"numbers","value":[5,[0,1,2]]}
                        {"key":"set","value":["first"]}
                        """, ""));
        assertThat(Cli.run("verify", copy, "--codec", codec).out()).endsWith(": all can be read\n");
    }

    @Test
    void looksIntoWhatPythonCannotReadItself() throws IOException {
        assertThat(Cli.run("get", golden("typed/python"), "lost", "--codec", "msgpack", "--json")
                        .out())
                .isEqualTo("{\"key\":\"lost\",\"value\":[[[1,2]]]}\n");
    }

    @Test
    void looksThroughNestedCompression() throws IOException {
        assertThat(Cli.run("get", golden("compression/zlib-blosc"), "set", "--codec", "zlib,blosc", "--json")
                        .out())
                .isEqualTo("{\"key\":\"set\",\"value\":\"first\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pickle", "msgpack", "json", "pickle,zstd", "json,zlib"})
    void appendsLinesOfJsonAsElements(String codec) {
        String lines = """
                1
                "two\\u00e9"

                [3.5, null, {"a": {"b": false}}]
                1180591620717411303424
                """;
        assertThat(Cli.with(lines).command("append", data, "k", "--codec", codec))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Cli.with("{}").command("append", data, "k", "--codec", codec).status())
                .isZero();
        assertThat(Cli.run("get", data, "k", "--codec", codec, "--json").out())
                .isEqualTo("{\"key\":\"k\",\"value\":[1,\"twoé\",[3.5,null,{\"a\":{\"b\":false}}],"
                        + "1180591620717411303424,{}]}\n");
    }

    @Test
    void appendsOneListThatOthersCanRead() throws IOException {
        Cli.with("{\"to\": \"bergen\"}\n394\r\n").command("append", data, "k", "--codec", "pickle");
        try (Partd<List<Object>> store = Partd.log(data).with(Pickle.codec());
                Stream<List<Object>> pieces = store.stream("k")) {
            assertThat(pieces).containsExactly(List.of(Map.of("to", "bergen"), 394L));
        }
    }

    @Test
    void setsAListOnce() {
        assertThat(Cli.with("1\n").command("iset", data, "k", "--codec", "pickle"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Cli.with("2\n")
                        .command("iset", data, "k", "--codec", "pickle")
                        .err())
                .isEqualTo("partd: key 'k' was not set: it has a value already\n");
        assertThat(Cli.with("\n")
                        .command("iset", data, "l", "--codec", "pickle")
                        .err())
                .isEqualTo("partd: key 'l' was not set: an empty value is none\n");
        assertThat(Cli.run("get", data, "k", "--codec", "pickle", "--json").out())
                .isEqualTo("{\"key\":\"k\",\"value\":[1]}\n");
    }

    @Test
    void appendsNothingOfNothing() {
        assertThat(Cli.with(" \n")
                        .command("append", data, "k", "--codec", "pickle")
                        .status())
                .isZero();
        assertThat(Cli.run("keys", data).out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1~{\"a\": }      | 2 | 7 | Unexpected character ('}' (code 125)): expected a value",
                "1~~[1, 2         | 3 | 6 | the line ends within its JSON",
                "1 2              | 1 | 3 | a second JSON document on the line",
                "{\"a\":1,\"a\":2} | 1 | 11 | Duplicate field 'a'",
                "1~1e999          | 2 | 1 | 1e999 is too large for a floating point number of 64 bits",
                "ok               | 1 | 1 | Unrecognized token 'ok'",
            })
    void namesFileLineAndColumnOfABadLine(String lines, long line, int column, String what) throws IOException {
        Path file = Files.writeString(directory.resolve("in.jsonl"), lines.replace('~', '\n'));
        Result result = Cli.run("append", data, "k", file, "--codec", "pickle");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("partd: " + file + ", line " + line + ", column " + column + ": " + what + "\n");
        assertThat(data).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "pickle"})
    void namesThePlaceOfBytesThatAreNoText(String codec) {
        byte[] bytes = "1\n\"é?\"".getBytes(StandardCharsets.UTF_8);
        bytes[5] = (byte) 0xff;
        Result result =
                Cli.with(new java.io.ByteArrayInputStream(bytes)).command("append", data, "k", "--codec", codec);
        assertThat(result).isEqualTo(new Result(1, "", "partd: standard input, line 2, column 3: is not UTF-8\n"));
        assertThat(data).doesNotExist();
    }

    @Test
    void writesTextAsItIs() {
        Cli.with("Ada \"é\"\n").command("append", data, "k", "--codec", "text,zlib");
        Cli.with("𝄞").command("append", data, "k", "--codec", "text,zlib");
        assertThat(Cli.run("get", data, "k", "--codec", "text,zlib").out()).isEqualTo("Ada \"é\"\n𝄞");
        assertThat(Cli.run("get", data, "k", "--codec", "text,zlib", "--json").out())
                .isEqualTo("{\"key\":\"k\",\"value\":\"Ada \\\"é\\\"\\n𝄞\"}\n");
    }

    @Test
    void writesDocumentsALineEach() {
        Cli.with("{\"a\": 1}\n[2]\n").command("append", data, "k", "--codec", "json");
        Cli.with("null").command("append", data, "k", "--codec", "json");
        assertThat(Cli.run("get", data, "k", "--codec", "json").out()).isEqualTo("{\"a\":1}\n[2]\nnull\n");
    }

    @Test
    void saysWhichKeyAndFrameCannotBeDecoded() {
        Cli.with("1").command("append", data, "k", "--codec", "pickle");
        Cli.with("\1\0\0\0\0\0\0\0?").command("append", data, "k", "--codec", "none");
        Cli.with("1").command("append", data, "good", "--codec", "pickle");
        Result result = Cli.run("verify", data, "--codec", "pickle");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .startsWith("key 'k', frame 2 at byte 25: payload of 1 bytes cannot be decoded: ")
                .hasLineCount(1);
        assertThat(result.err()).startsWith("partd: 1 of 2 keys of Pickle(Log(");
        Result printed = Cli.run("get", data, "k", "--codec", "pickle", "--json");
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.err()).startsWith("partd: key 'k', frame 2 at byte 25: ");
    }

    @Test
    void recompresses() throws IOException {
        byte[] large = new byte[3 << 20];
        Arrays.fill(large, (byte) 'x');
        try (Store store = Partd.log(data).with(Zlib.codec())) {
            store.append("large", large);
            store.append("a/b", "small".getBytes(StandardCharsets.UTF_8));
        }
        Path to = directory.resolve("to");
        assertThat(Cli.run("copy", data, to, "--codec", "zlib", "--to-codec", "zstd,lz4"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("get", to, "a/b", "--codec", "zstd,lz4").out()).isEqualTo("small");
        assertThat(Cli.run("get", to, "large", "--codec", "zstd,lz4").out()).hasSize(3 << 20);
        Path plain = directory.resolve("plain");
        assertThat(Cli.run("copy", data, plain, "--codec", "zlib").status()).isZero();
        assertThat(Cli.run("get", plain, "a/b").out()).isEqualTo("small");
        Path same = directory.resolve("same");
        assertThat(Cli.run("copy", data, same).status()).isZero();
        assertThat(Cli.run("get", same, "a/b", "--codec", "zlib").out()).isEqualTo("small");
    }

    @Test
    void encodesAnewPieceByPiece() throws IOException {
        Path to = directory.resolve("to");
        assertThat(Cli.run(
                        "copy",
                        golden("typed/pickle-zlib"),
                        "file:" + to,
                        "--codec",
                        "pickle,zlib",
                        "--to-codec",
                        "msgpack,zstd"))
                .satisfies(result -> assertThat(result.err()).contains("NumpyValue"))
                .matches(result -> result.status() == 1);
        assertThat(to).doesNotExist();
        Path source = golden("typed/pickle-zlib");
        Cli.run("delete", source, "numbers");
        assertThat(Cli.run("copy", source, to, "--codec", "pickle,zlib", "--to-codec", "msgpack"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("keys", to).out()).isEqualTo("a/b\nset\nx\n");
        try (Partd<List<Object>> store = Partd.log(to).with(Msgpack.codec());
                Stream<List<Object>> pieces = store.stream("x")) {
            assertThat(pieces.map(List::size)).containsExactly(5, 0, 5);
        }
    }

    @Test
    void printsListsPieceByPiece() throws IOException {
        List<Object> piece = new ArrayList<>();
        for (long i = 0; i < 1000; i++) {
            piece.add(i);
        }
        try (Partd<List<Object>> store = Partd.log(data).with(Pickle.codec())) {
            for (int i = 0; i < 50; i++) {
                store.append("k", piece);
            }
        }
        String out = Cli.run("get", data, "k", "--codec", "pickle", "--json").out();
        assertThat(out)
                .startsWith("{\"key\":\"k\",\"value\":[0,1,2,")
                .contains(",999,0,1,")
                .endsWith(",998,999]}\n");
        assertThat(out.chars().filter(c -> c == ',').count()).isEqualTo(50_000);
    }

    @ParameterizedTest
    @CsvSource({"pickle, 40", "text, 40"})
    void printsWhatIsLargerThanItsMemory(String codec, int megabytes) throws IOException, InterruptedException {
        String line = "\"" + "x".repeat(1 << 20) + "\"";
        for (int i = 0; i < 2 * megabytes; i++) {
            assertThat(Cli.with(line)
                            .command("append", data, "k", "--codec", codec + ",zlib")
                            .status())
                    .isZero();
        }
        Path out = directory.resolve("out");
        List<String> command = new ArrayList<>(JavaProcess.command());
        command.add(1, "-Xmx" + megabytes + "m");
        command.addAll(List.of("get", data.toString(), "k", "--codec", codec + ",zlib", "--json"));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).isZero();
        assertThat(Files.size(out)).isGreaterThan((2L * megabytes) << 20);
    }

    @Test
    void copiesTextWithinText() {
        Cli.with("Ada").command("append", data, "k", "--codec", "text");
        Cli.with("é").command("append", data, "k", "--codec", "text");
        Path to = directory.resolve("to");
        assertThat(Cli.run("copy", data, to, "--codec", "text", "--to-codec", "text,bz2"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("copy", "--append", data, to, "--codec", "text", "--to-codec", "text,bz2"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("get", to, "k", "--codec", "text,bz2").out()).isEqualTo("AdaéAdaé");
    }

    @Test
    void saysWhatACodecCannotEncodeOfWhatWasRead() {
        Result result = Cli.with("\"half \\ud834\"\n").command("append", data, "k", "--codec", "json");
        assertThat(result)
                .isEqualTo(new Result(1, "", "partd: a text with half a surrogate pair cannot be written as JSON\n"));
        assertThat(Cli.run("keys", data).out()).isEmpty();
    }

    /** Copies a dataset, which opening one may change. */
    private Path golden(String name) throws IOException {
        Path golden = GOLDEN.resolve(name);
        Path copy = Files.createTempDirectory(directory, "copy").resolve(name.replace('/', '-'));
        try (Stream<Path> all = Files.walk(golden)) {
            for (Path path : all.toList()) {
                Files.copy(path, copy.resolve(golden.relativize(path).toString()));
            }
        }
        return copy;
    }

    /** Zstandard's frames of level 1 and of level 19 are of different lengths, and any level reads them. */
    @Test
    void codecsHaveOptions() {
        Path small = directory.resolve("small");
        Path fast = directory.resolve("fast");
        String text = "one two three four five six seven eight nine ten eleven twelve ".repeat(2000);
        Cli.with(text).command("append", small, "k", "--codec", "text,zstd?level=19");
        Cli.with(text).command("append", fast, "k", "--codec", "text,zstd?level=1&max=1m");
        assertThat(Cli.run("get", small, "k", "--codec", "none").out())
                .isNotEqualTo(Cli.run("get", fast, "k", "--codec", "none").out());
        assertThat(Cli.run("get", small, "k", "--codec", "text,zstd").out()).isEqualTo(text);
        assertThat(Cli.run("get", fast, "k", "--codec", "text,zstd").out()).isEqualTo(text);
        Result refused = Cli.run("get", small, "k", "--codec", "text,zstd?max=64k");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("over the limit of 64k");
    }
}
