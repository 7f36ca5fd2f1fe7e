package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code keys}, {@code stat}, {@code delete}, {@code drop} and {@code verify}. */
class LookingAfterTest {

    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void fillAStore() {
        data = directory.resolve("data");
        Cli.with("x").command("append", "file:" + data, "b");
        Cli.with("x".repeat(1536)).command("append", data, "a");
        Cli.with("x".repeat(200)).command("append", data, "c/d");
    }

    @Test
    void listsKeys() {
        assertThat(Cli.run("keys", data)).isEqualTo(new Result(0, "a\nb\nc/d\n", ""));
        assertThat(Cli.run("keys", "-l", data)).isEqualTo(new Result(0, "1.5 KiB  a\n    1 B  b\n  200 B  c/d\n", ""));
    }

    @Test
    void countsKeysAndBytes() {
        assertThat(Cli.run("stat", "file:" + data).outLines())
                .containsExactly(
                        "store     File(" + data + ")",
                        "keys      3",
                        "bytes     1.7 KiB (1737 B)",
                        "promises  atomic batches, atomic reads, exclusive sections, shared, appends survive kill, "
                                + "flushes survive kill",
                        "smallest  1 B  b",
                        "median    200 B  c/d",
                        "largest   1.5 KiB (1536 B)  a");
    }

    @Test
    void countsNothing() {
        assertThat(Cli.run("stat", "memory:").outLines())
                .containsExactly(
                        "store     Memory",
                        "keys      0",
                        "bytes     0 B",
                        "promises  atomic batches, atomic reads, exclusive sections");
        assertThat(Cli.run("keys", "-l", "memory:")).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("verify", "memory:").out()).isEqualTo("0 keys, 0 B: all can be read\n");
    }

    @Test
    void deletesKeysAndNamesThoseThatHadNoValue() {
        assertThat(Cli.run("delete", data, "a", "c/d", "z"))
                .isEqualTo(new Result(0, "", "partd: key 'z' has no value\n"));
        assertThat(Cli.run("keys", data).out()).isEqualTo("b\n");
    }

    @Test
    void dropsIfTold() {
        assertThat(Cli.run("drop", data, "--yes")).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("keys", data)).isEqualTo(new Result(0, "", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", " yes"})
    void dropsIfAPersonAgrees(String answer) {
        List<String> asked = new ArrayList<>();
        Streams.Person person = question -> {
            asked.add(question);
            return answer;
        };
        assertThat(Cli.asking(person).command("drop", data).status()).isZero();
        assertThat(asked).containsExactly("Delete all 3 keys of File(" + data + "), 1.7 KiB? [y/N] ");
        assertThat(Cli.run("keys", data).out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n", "of course"})
    void dropsNothingIfAPersonDoesNotAgree(String answer) {
        assertThat(Cli.answering(answer).command("drop", data))
                .isEqualTo(new Result(1, "", "partd: nothing was deleted; answer y, or say --yes, to do so\n"));
        assertThat(Cli.run("keys", data).outLines()).hasSize(3);
    }

    @Test
    void dropsNothingIfNobodyAnswers() {
        assertThat(Cli.answering(null).command("drop", data).status()).isEqualTo(1);
        assertThat(Cli.run("drop", data))
                .isEqualTo(new Result(
                        2,
                        "",
                        "partd: drop deletes all that File(" + data
                                + ") holds, and nobody is at a terminal to be asked; say --yes\n"
                                + "Try 'partd drop --help'.\n"));
        assertThat(Cli.run("keys", data).outLines()).hasSize(3);
    }

    @Test
    void findsAllInOrder() {
        assertThat(Cli.run("verify", data)).isEqualTo(new Result(0, "3 keys, 1.7 KiB: all can be read\n", ""));
    }

    @Test
    void namesEveryKeyThatCannotBeDecoded() {
        Cli.run("drop", data, "--yes");
        for (String key : List.of("a", "b", "c", "d")) {
            Cli.with("good").command("append", data, key, "--codec", "zlib");
        }
        Cli.with("bad").command("append", data, "b");
        Cli.with("\1\0\0\0\0\0\0\0?").command("append", data, "d");
        Result result = Cli.run("verify", data, "--codec", "zlib");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.outLines())
                .hasSize(2)
                .satisfiesExactly(
                        b -> assertThat(b).startsWith("key 'b', frame 2 at byte 20: ends after 3 bytes"),
                        d -> assertThat(d)
                                .startsWith("key 'd', frame 2 at byte 20: payload of 1 bytes cannot be decoded"));
        assertThat(result.err())
                .isEqualTo("partd: 2 of 4 keys of Zlib(File(" + data
                        + ")) cannot be read; write them anew from where they came from\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "keys", "stat", "delete", "drop", "copy", "compact", "verify"})
    void makesNoStoreThatIsOnlyLookedAt(String command) {
        Path missing = directory.resolve("missing");
        List<Object> args = new ArrayList<>(List.of(command, missing));
        if (command.equals("get") || command.equals("delete")) {
            args.add("k");
        } else if (command.equals("drop")) {
            args.add("--yes");
        } else if (command.equals("copy")) {
            args.add(directory.resolve("to"));
        }
        assertThat(Cli.run(args.toArray()))
                .isEqualTo(new Result(
                        1,
                        "",
                        "partd: " + missing + ": no such dataset; check the path, or make it with 'partd append'\n"));
        for (String scheme : new String[] {"file:", "log:"}) {
            args.set(1, scheme + missing);
            assertThat(Cli.run(args.toArray()).status()).isEqualTo(1);
        }
        assertThat(directory).isDirectoryContaining("glob:**/data").isDirectoryNotContaining("glob:**/{missing,to}");
    }

    @Test
    void refusesADirectoryThatIsNoDataset() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve("readme"), "mine");
        assertThat(Cli.run("drop", other, "--yes").err())
                .startsWith("partd: " + other + ": is not a partd dataset: it holds files, but no .lock; ")
                .hasLineCount(1);
        assertThat(other.resolve("readme")).hasContent("mine");
    }
}
