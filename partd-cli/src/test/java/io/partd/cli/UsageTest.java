package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UsageTest {

    private static final String COMMANDS =
            "shuffle, append, get, iset, keys, stat, delete, drop, copy, export, import, compact, verify, serve, keygen, completion, man";

    @TempDir
    Path directory;

    @Test
    void helps() {
        Result help = Cli.run("--help");
        assertThat(help.status()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Appends to, reads").contains("Usage: partd");
        for (String command : COMMANDS.split(", ")) {
            assertThat(help.out()).contains("\n  " + command + " ");
        }
    }

    static String[] commands() {
        return COMMANDS.split(", ");
    }

    static Stream<String> commandsWithArguments() {
        return Stream.of(commands())
                .filter(command -> !List.of("completion", "man").contains(command));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpsWithEachCommand(String command) {
        Result help = Cli.run(command, "--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("Usage: partd " + command);
    }

    @ParameterizedTest
    @MethodSource("commandsWithArguments")
    void asksForWhatACommandNeeds(String command) {
        assertThat(Cli.run(command).err()).endsWith("Try 'partd " + command + " --help'.\n");
        assertThat(Cli.run(command).status()).isEqualTo(2);
    }

    @Test
    void tellsItsVersion() {
        assertThat(Cli.run("--version").out()).matches("partd \\S+\n");
        assertThat(Cli.run("get", "-V").out()).matches("partd \\S+\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                    | partd  | no command given; there are " + COMMANDS,
                "frobnicate          | partd  | no command 'frobnicate'; there are " + COMMANDS,
                "--frobnicate        | partd  | Unknown option: '--frobnicate'",
                "append              | partd append | Missing required parameters: 'STORE', 'KEY'",
                "get store           | partd get | no keys are given; name KEY..., or give --keys-from, --prefix or --all",
                "keys store -x       | partd keys | Unknown option: '-x'",
                "keys a b            | partd keys | Unmatched argument at index 2: 'b'",
                "keys file:t?x       | partd keys | Invalid value for positional parameter at index 0 (STORE): option 'x' in"
                        + " 'file:t?x' is not name=value",
                "keys file:/t?sync=1 | partd keys | unknown option 'sync' in 'file:/t?sync=1'; there are [fsync, readonly]",
                "keys tape:x         | partd keys | no store for scheme 'tape' in tape:x; known schemes are [file, ipc, log, memory, redis, redis-cluster, rediss, rediss-cluster, tcp]",
                "verify --codec zip x | partd verify | Invalid value for option '--codec': no codec 'zip'; known codecs are"
                        + " [arrow, arrow-file, blosc, bz2, json, lz4, msgpack, numpy, pandas-blocks, pandas-columns, parquet, pickle, snappy, text, zlib, zstd]",
                "get --codec zlib,text x k | partd get | Invalid value for option '--codec': codec 'text' makes values other"
                        + " than bytes, which the codec before it cannot encode; it goes first, as in text,zlib",
                "get --codec pickle,zlib x k | partd get | codec 'pickle' makes lists, not bytes; say --json to see them",
                "copy --codec pickle x y | partd copy | --codec makes lists, and --to-codec encodes bytes; give codecs of the"
                        + " same values, as in --codec pickle --to-codec msgpack,zstd",
                "copy --codec zlib --to-codec text x y | partd copy | --codec makes bytes, and --to-codec encodes text; give codecs of the"
                        + " same values, as in --codec pickle --to-codec msgpack,zstd",
            })
    void refusesWhatMakesNoSense(String args, String command, String message) {
        String line = args == null ? "" : args.replace("file:/t", "file:" + directory);
        Result result = Cli.run((Object[]) (line.isEmpty() ? new String[0] : line.split(" ")));
        assertThat(result)
                .isEqualTo(new Result(
                        2,
                        "",
                        "partd: " + message.replace("file:/t", "file:" + directory) + "\nTry '" + command
                                + " --help'.\n"));
    }

    @Test
    void refusesAnEmptyStore() {
        assertThat(Cli.run("keys", "").err())
                .isEqualTo(
                        "partd: Invalid value for positional parameter at index 0 (STORE): it is empty; give a directory,"
                                + " or a URI such as log:/data/trips\nTry 'partd keys --help'.\n");
    }

    @Test
    void takesAtSignsAndDashesAsTheyAre() {
        Path data = directory.resolve("@data");
        assertThat(Cli.with("v").command("append", "--", data, "-k").status()).isZero();
        assertThat(Cli.run("get", data, "--", "-k").out()).isEqualTo("v");
    }

    @Test
    void showsWhereItFailedIfAsked() {
        Path missing = directory.resolve("missing");
        assertThat(Cli.run("keys", missing).err()).hasLineCount(1);
        for (Result result : new Result[] {Cli.run("--debug", "keys", missing), Cli.run("keys", "--debug", missing)}) {
            assertThat(result.err())
                    .startsWith("partd: " + missing + ": no such dataset")
                    .contains("\njava.nio.file.NoSuchFileException")
                    .contains("\tat io.partd.cli.StoreAddress");
        }
    }
}
