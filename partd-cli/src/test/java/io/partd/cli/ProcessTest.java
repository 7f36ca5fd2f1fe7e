package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Section;
import io.partd.Store;
import io.partd.cli.Cli.Result;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only a process of its own shows. */
@Timeout(120)
class ProcessTest {

    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void nameTheStore() {
        data = directory.resolve("data");
    }

    @Test
    void readsAndWritesTheRealStreams() throws Exception {
        Path in = Files.write(directory.resolve("in"), new byte[] {0, (byte) 0xff, '\n', (byte) 0xc3});
        ProcessBuilder append = partd("append", data, "k").redirectInput(in.toFile());
        assertThat(run(append)).isEqualTo(new Result(0, "", ""));
        Path out = directory.resolve("out");
        assertThat(partd("get", data, "k").redirectOutput(out.toFile()).start().waitFor())
                .isZero();
        assertThat(out).hasSameBinaryContentAs(in);
    }

    @Test
    void appendsFromAPipe() throws Exception {
        ProcessBuilder shell = shell("printf one | \"$@\" && printf two | \"$@\" -", "append", data, "k");
        assertThat(run(shell)).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("get", data, "k").out()).isEqualTo("onetwo");
    }

    @Test
    void endsQuietlyWhenItsReaderHasHadEnough() throws Exception {
        try (Store store = Partd.log(data)) {
            store.append("k", "x".repeat(10 << 20).getBytes(StandardCharsets.UTF_8));
        }
        for (Object[] command : new Object[][] {{"get", data, "k"}, {"get", "--json", data, "k"}}) {
            ProcessBuilder shell = shell("{ \"$@\"; echo \"status $?\" >&2; } | head -c 1 >/dev/null", command);
            assertThat(run(shell)).isEqualTo(new Result(0, "", "status 0\n"));
        }
    }

    @Test
    void failsIfStandardOutputIsFullOrClosed() throws Exception {
        Cli.with("x").command("append", data, "k");
        assertThat(run(shell("\"$@\" >/dev/full", "stat", data)))
                .isEqualTo(new Result(1, "", "partd: standard output: No space left on device; all else is done\n"));
        assertThat(run(shell("\"$@\" >&-", "keys", data)))
                .isEqualTo(new Result(1, "", "partd: standard output: Bad file descriptor\n"));
    }

    @Test
    void takesNoOtherFileForStandardInputThatIsClosed() throws Exception {
        assertThat(run(shell("\"$@\" <&-", "append", data, "k")))
                .isEqualTo(
                        new Result(1, "", "partd: standard input is closed; give a file, or /dev/null for nothing\n"));
        assertThat(run(shell("\"$@\" <&-", "append", data, "k", "/dev/null"))).isEqualTo(new Result(0, "", ""));
    }

    @Test
    void writesNoMessageIntoAStoreIfStandardErrorIsClosed() throws Exception {
        Cli.with("x").command("append", data, "k");
        ProcessBuilder delete = shell("\"$@\" 2>&-", "delete", data, "none", "k");
        assertThat(run(delete).status()).isEqualTo(1);
        assertThat(Cli.run("verify", data).status()).isZero();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("partd: ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "zstd,zstd-jni,java.io.tmpdir,''",
        "snappy,snappy-java,java.io.tmpdir,''",
        "zlib,JNA,jna.tmpdir,'; or use -Dpartd.calls=portable, which does without native code'"
    })
    void namesTheLibraryWhoseNativeCodeCannotBeUnpacked(String codec, String library, String property, String other)
            throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        ProcessBuilder append = partd("append", data, "k", file, "--codec", codec);
        append.command().add(1, "-D" + property + "=" + file + "/no-directory");
        Result result = run(append);
        assertThat(result.status()).isEqualTo(1);
        assertThat(withoutWarning(result.err()))
                .startsWith("partd: " + library + " cannot load its native code from " + file + "/no-directory (")
                .endsWith("); choose a directory that can be written and is not mounted noexec, as in -D" + property
                        + "=/var/tmp" + other + "\n")
                .hasLineCount(1);
    }

    @Test
    void keepsALogWithoutNativeCodeIfToldTo() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        ProcessBuilder append = partd("append", data, "k", file, "--codec", "zlib");
        append.command().addAll(1, List.of("-Djna.tmpdir=" + file + "/no-directory", "-Dpartd.calls=portable"));
        Result result = run(append);
        assertThat(withoutWarning(result.err())).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(Cli.run("get", data, "k", "--codec", "zlib").out()).isEqualTo("x");
    }

    @Test
    void doesWithoutTheNativeCodeOfLz4() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        ProcessBuilder append = partd("append", data, "k", file, "--codec", "lz4");
        append.command().add(1, "-Djava.io.tmpdir=" + file + "/no-directory");
        Result result = run(append);
        assertThat(withoutWarning(result.err())).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(Cli.run("get", data, "k", "--codec", "lz4").out()).isEqualTo("x");
    }

    /** Newer JVMs complain of the directory themselves. */
    private static String withoutWarning(String err) {
        return err.replaceFirst("^WARNING: java.io.tmpdir directory does not exist\\R", "");
    }

    @Test
    void makesNoDirectoryForSomebodyWithoutAHome() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        Path here = Files.createDirectory(directory.resolve("here"));
        ProcessBuilder append = partd("append", data, "k", file).directory(here.toFile());
        append.command().add(1, "-Duser.home=?");
        assertThat(run(append)).isEqualTo(new Result(0, "", ""));
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void saysInOneLineWhatFailed() throws Exception {
        Path missing = directory.resolve("missing");
        assertThat(run(partd("get", missing, "k")))
                .isEqualTo(new Result(
                        1,
                        "",
                        "partd: " + missing + ": no such dataset; check the path, or make it with 'partd append'\n"));
        assertThat(run(partd("get", missing)).status()).isEqualTo(2);
        assertThat(missing).doesNotExist();
    }

    @Test
    void showsWhereItFailedIfTheEnvironmentSaysSo() throws Exception {
        ProcessBuilder command = partd("keys", directory.resolve("missing"));
        command.environment().put("PARTD_DEBUG", "1");
        assertThat(run(command).err()).contains("\tat io.partd.cli.");
    }

    @Test
    void mixesNoKeysUpInALocaleThatDoesNotKnowThem() throws Exception {
        for (String locale : List.of("C", "C.UTF-8")) {
            ProcessBuilder command = shell("printf x | \"$@\" \"$(printf 'k\\303\\251')\"", "append", data);
            command.environment().put("LC_ALL", locale);
            Result result = run(command);
            if (result.status() != 0) {
                assertThat(result.status()).isEqualTo(2);
                assertThat(result.err()).contains("has characters that this locale does not know; set another one");
            }
        }
        assertThat(Cli.run("keys", data)).isEqualTo(new Result(0, "k\u00e9\n", ""));
    }

    @Test
    void refusesKeysOfOtherAlphabetsInAFileStoreInAnyLocale() throws Exception {
        for (String locale : List.of("C", "C.UTF-8")) {
            ProcessBuilder command = shell("printf x | \"$@\" \"$(printf 'k\\303\\251')\"", "append", "file:" + data);
            command.environment().put("LC_ALL", locale);
            Result result = run(command);
            assertThat(result.status()).as(locale).isIn(1, 2);
            assertThat(result.err()).contains("key 'k").containsAnyOf(": has the character '", "this locale");
        }
        assertThat(data)
                .satisfiesAnyOf(
                        none -> assertThat(none).doesNotExist(),
                        made -> assertThat(Cli.run("keys", made)).isEqualTo(new Result(0, "", "")));
    }

    @Test
    void asksNobodyWhereThereIsNoTerminal() throws Exception {
        Cli.with("x").command("append", data, "k");
        Result result = run(shell("yes | \"$@\"", "drop", data));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("nobody is at a terminal to be asked; say --yes");
        assertThat(Cli.run("keys", data).out()).isEqualTo("k\n");
    }

    @Test
    @SuppressWarnings("try") // the section is held, not used
    void leavesNothingWhenItIsStopped() throws Exception {
        Cli.with("x").command("append", data, "k");
        try (Store store = Partd.log(data);
                Section alone = store.lock()) {
            Process waiting = partd("copy", data, directory.resolve("to")).start();
            assertThat(waiting.waitFor(2, TimeUnit.SECONDS)).isFalse();
            waiting.destroy();
            int terminated = 128 + 15;
            assertThat(waiting.waitFor()).isEqualTo(terminated);
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(data);
        }
    }

    private static ProcessBuilder partd(Object... args) {
        List<String> command = new ArrayList<>(JavaProcess.command());
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return quiet(new ProcessBuilder(command));
    }

    /** Returns a shell script in which {@code "$@"} is the command. */
    private static ProcessBuilder shell(String script, Object... args) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(partd(args).command());
        return quiet(new ProcessBuilder(command));
    }

    private static ProcessBuilder quiet(ProcessBuilder command) {
        command.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "PARTD_DEBUG"));
        return command.redirectInput(new File("/dev/null"));
    }

    private Result run(ProcessBuilder command) throws IOException, InterruptedException {
        Path out = directory.resolve("stdout");
        Path err = directory.resolve("stderr");
        int status = command.redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        Result result = new Result(
                status,
                Files.readString(out, StandardCharsets.ISO_8859_1),
                Files.readString(err, StandardCharsets.ISO_8859_1));
        Files.delete(out);
        Files.delete(err);
        return result;
    }
}
