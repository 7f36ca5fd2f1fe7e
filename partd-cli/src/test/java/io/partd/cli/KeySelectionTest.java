package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys by prefix, from files and all of them; and how they are listed. */
class KeySelectionTest {

    private static final String CONTROLS = "c\nd\u001b[31m\u202e";

    @TempDir
    Path directory;

    private Path store;

    @BeforeEach
    void fill() throws IOException {
        store = directory.resolve("store");
        try (Store log = Partd.log(store)) {
            log.append("a/1", "one".getBytes(StandardCharsets.UTF_8));
            log.append("a/2", new byte[2000]);
            log.append("b", "bee".getBytes(StandardCharsets.UTF_8));
            log.append(CONTROLS, "x".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void listsByPrefixInEachForm() {
        assertThat(Cli.run("keys", store, "--prefix", "a/").out()).isEqualTo("a/1\na/2\n");
        assertThat(Cli.run("keys", store, "-l", "--prefix", "a/").out()).isEqualTo("    3 B  a/1\n2.0 KiB  a/2\n");
        assertThat(Cli.run("keys", store, "-b", "--prefix", "a/").out()).isEqualTo("3\ta/1\n2000\ta/2\n");
        assertThat(Cli.run("keys", store, "--prefix", "z")).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("keys", store, "-0").out()).isEqualTo("a/1\0a/2\0b\0" + CONTROLS + "\0");
        assertThat(Cli.run("keys", store, "--json").outLines())
                .hasSize(4)
                .contains("{\"key\":\"a/2\",\"bytes\":2000}", "{\"key\":\"c\\nd\\u001B[31m\u202e\",\"bytes\":1}");
        assertThat(Cli.run("keys", store, "--json", "-l").err()).contains("--json shows sizes already; leave out -l");
    }

    @Test
    void aTerminalGetsEscapesAndAPipeTheKeys() throws Exception {
        assertThat(Cli.run("keys", store).out()).isEqualTo("a/1\na/2\nb\n" + CONTROLS + "\n");
        List<String> command = new ArrayList<>(JavaProcess.command());
        command.add(1, "-Dpartd.terminal.out=true");
        command.addAll(List.of("keys", store.toString()));
        Path out = directory.resolve("out");
        int status =
                new ProcessBuilder(command).redirectOutput(out.toFile()).start().waitFor();
        assertThat(status).isZero();
        assertThat(Files.readString(out)).isEqualTo("a/1\na/2\nb\nc\\nd\\u001b[31m\\u202e\n");
    }

    @Test
    void getsWhatIsSelected() throws IOException {
        assertThat(Cli.run("get", store, "--prefix", "a/").out()).isEqualTo("one" + "\0".repeat(2000));
        assertThat(Cli.run("get", store, "--all").out()).isEqualTo("one" + "\0".repeat(2000) + "beex");
        assertThat(Cli.run("get", store, "--all", "--json").outLines()).hasSize(4);
        assertThat(Cli.with("b\na/1\n")
                        .command("get", store, "--keys-from", "-")
                        .out())
                .isEqualTo("beeone");
        Path file = Files.writeString(directory.resolve("keys"), CONTROLS + "\0b\0");
        assertThat(Cli.run("get", store, "--keys-from", file, "-0").out()).isEqualTo("xbee");
        assertThat(Cli.run("get", store, "--prefix", "z").err())
                .startsWith("partd: no key of ")
                .contains(" begins with 'z'; ");
        Path empty = directory.resolve("empty");
        try (Store log = Partd.log(empty)) {
            log.flush();
        }
        assertThat(Cli.run("get", empty, "--all")).isEqualTo(new Result(0, "", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "get, '', no keys are given; name KEY...",
        "delete, '', no keys are given; name KEY...",
        "get, b --all, keys are given in several ways",
        "delete, b --prefix a, keys are given in several ways",
        "get, b -0, -0 says how --keys-from reads keys",
    })
    void wantsOneWayToSayThem(String command, String words, String message) {
        List<Object> args = new ArrayList<>(List.of(command, store));
        if (!words.isEmpty()) {
            args.addAll(List.of(words.split(" ")));
        }
        Result result = Cli.run(args.toArray());
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains(message);
        assertThat(Cli.run("keys", store).outLines()).hasSize(5);
    }

    @Test
    void deletesWhatIsSelected() throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), CONTROLS + "\0");
        assertThat(Cli.run("delete", store, "--keys-from", file, "-0")).isEqualTo(new Result(0, "", ""));
        Result asked = Cli.run("delete", store, "--prefix", "a/");
        assertThat(asked.status()).isEqualTo(2);
        assertThat(asked.err()).contains("nobody is at a terminal to be asked; say --yes");
        StringBuilder question = new StringBuilder();
        assertThat(Cli.asking(text -> {
                            question.append(text);
                            return "n";
                        })
                        .command("delete", store, "--prefix", "a/")
                        .err())
                .contains("nothing was deleted");
        assertThat(question).startsWith("Delete the 2 keys of ").contains(" that begin with 'a/', 2.0 KiB? [y/N]");
        assertThat(Cli.run("keys", store).out()).isEqualTo("a/1\na/2\nb\n");
        assertThat(Cli.answering("y").command("delete", store, "--prefix", "a/1"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("delete", store, "--prefix", "a/", "--yes")).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("keys", store).out()).isEqualTo("b\n");
        assertThat(Cli.run("delete", store, "--prefix", "z").err()).isEqualTo("partd: no key begins with 'z'\n");
    }

    @Test
    void statIsJsonForPrograms() {
        assertThat(Cli.run("stat", store, "--json").out())
                .contains("\"keys\": 4,", "\"bytes\": 2007,", "\"segments\": 1,", "\"atomic batches\"")
                .contains("\"largest\": {\n    \"key\": \"a/2\",\n    \"bytes\": 2000\n  }");
    }
}
