package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.partd.ChildProcess;
import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands in little memory: under a memory cgroup as a container has it, where this system lets one be made, and on a
 * small heap. There is no home. The flags are those of the launcher, see {@link LauncherTest}.
 */
@Timeout(240)
class ContainerTest {

    private static final Path V1 = Path.of("/sys/fs/cgroup/memory");
    private static final Path V2 = Path.of("/sys/fs/cgroup");
    private static final List<String> SHUFFLE = List.of(
            "-XX:+UseParallelGC",
            "-XX:MaxRAMPercentage=40",
            "-XX:MinRAMPercentage=37.5",
            "-XX:ErgoHeapSizeLimit=1664m",
            "-Duser.home=?");
    private static final List<String> SERVE = List.of(
            "-XX:+UseG1GC",
            "-XX:MaxRAMPercentage=40",
            "-XX:MinRAMPercentage=37.5",
            "-XX:ErgoHeapSizeLimit=704m",
            "-Duser.home=?");
    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    private Path group;

    @BeforeEach
    void nameTheGroup() {
        boolean first = Files.isRegularFile(V1.resolve("memory.limit_in_bytes"));
        group = (first ? V1 : V2)
                .resolve("partd-test-" + ProcessHandle.current().pid());
    }

    @AfterEach
    void removeTheGroup() throws IOException {
        Files.deleteIfExists(group);
    }

    /** Makes the group; where that cannot be done the test is skipped, and says why. */
    private void limit(String mebibytes) {
        try {
            Files.createDirectory(group);
            Path v1 = group.resolve("memory.limit_in_bytes");
            Files.writeString(Files.exists(v1) ? v1 : group.resolve("memory.max"), mebibytes + "M");
        } catch (IOException e) {
            assumeTrue(false, "no memory cgroup can be made here: " + e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"256", "512", "1024"})
    void shufflesWithoutSayingHowMuchMemory(String mebibytes) throws Exception {
        limit(mebibytes);
        for (String input : List.of("birdstrikes.csv", "birdstrikes.parquet")) {
            Path out = directory.resolve("\u00e9 " + input);
            Result result =
                    run(contained(SHUFFLE), "shuffle", EXAMPLES.resolve(input), "--by", "Origin State", "--to", out);
            assertThat(result.err()).isEmpty();
            assertThat(result.status()).isZero();
            assertThat(result.out()).startsWith("10,000 rows");
            assertThat(out).isDirectory();
        }
    }

    /** The least container that a quarter of is for tables. */
    @Test
    void tablesTake64MebibytesOf256() throws Exception {
        limit("256");
        Result result = run(
                contained(SHUFFLE),
                "shuffle",
                EXAMPLES.resolve("birdstrikes.parquet"),
                "--by",
                "Origin State",
                "--distinct",
                "--memory",
                "64m",
                "--to",
                directory.resolve("out"));
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "1024"})
    void servesWithoutSayingHowMuchMemory(String mebibytes) throws Exception {
        limit(mebibytes);
        List<String> command = contained(SERVE);
        command.addAll(List.of("serve", "log:" + directory.resolve("data"), "--bind", "tcp://127.0.0.1:0"));
        try (ChildProcess server = ChildProcess.of(command)) {
            String line = String.valueOf(server.readLine());
            assertThat(line).startsWith("serving ");
            String store = line.replaceAll(".* at ", "");
            assertThat(Cli.with("x".repeat(50_000_000)).command("append", store, "k"))
                    .isEqualTo(new Result(0, "", ""));
            assertThat(Cli.run("get", store, "k").out()).hasSize(50_000_000);
            server.terminate();
        }
    }

    @Test
    void refusesMoreThanTheContainerHas() throws Exception {
        limit("512");
        for (String input : List.of("birdstrikes.csv", "birdstrikes.parquet")) {
            Result result = run(
                    contained(SHUFFLE),
                    "shuffle",
                    EXAMPLES.resolve(input),
                    "--by",
                    "1",
                    "--memory",
                    "1g",
                    "--to",
                    directory.resolve("out"));
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err())
                    .containsPattern("partd: --memory 1g is too much for this JVM's heap of \\d+m and the 512m that the"
                            + " machine or container has; up to \\d+m fit, and more where there is more\n");
        }
        assertThat(run(contained(SERVE), "serve", directory.resolve("data"), "--memory", "1g")
                        .err())
                .startsWith("partd: --memory 1g is too much for this JVM's heap of ");
        assertThat(directory.resolve("out")).doesNotExist();
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void fitsADefaultIntoTheHeapThatThereIs() throws Exception {
        for (String input : List.of("birdstrikes.csv", "birdstrikes.parquet")) {
            Result result = run(
                    java(List.of("-Xmx64m")),
                    "shuffle",
                    EXAMPLES.resolve(input),
                    "--by",
                    "1",
                    "--to",
                    directory.resolve(input));
            assertThat(result.err()).isEmpty();
            assertThat(result.status()).isZero();
        }
        Result much = run(
                java(List.of("-Xmx64m")),
                "shuffle",
                EXAMPLES.resolve("birdstrikes.csv"),
                "--by",
                "1",
                "--memory",
                "128m",
                "--to",
                directory.resolve("out"));
        assertThat(much.status()).isEqualTo(2);
        assertThat(much.err())
                .containsPattern("--memory 128m is too much for this JVM's heap of \\d+m and the \\d+m that .*; up to"
                        + " \\d+m fit, and more with PARTD_JAVA_OPTS=-Xmx161m\n");
        try (ChildProcess server = ChildProcess.of(serve())) {
            assertThat(server.readLine()).startsWith("serving ");
            server.terminate();
        }
    }

    private List<String> serve() {
        List<String> command = java(List.of("-Xmx64m"));
        command.addAll(List.of("serve", "log:" + directory.resolve("data"), "--bind", "tcp://127.0.0.1:0"));
        return command;
    }

    private static List<String> java(List<String> flags) {
        List<String> command = new ArrayList<>(JavaProcess.command());
        command.addAll(1, flags);
        return command;
    }

    /** Returns Java in the group, with next to no environment. */
    private List<String> contained(List<String> flags) {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "echo $$ > '" + group.resolve("cgroup.procs")
                        + "' && exec env -i PATH=/usr/bin:/bin LANG=C.UTF-8 \"$@\"",
                "sh"));
        command.addAll(java(flags));
        return command;
    }

    private Result run(List<String> java, Object... words) throws Exception {
        List<String> command = new ArrayList<>(java);
        for (Object word : words) {
            command.add(word.toString());
        }
        Path out = directory.resolve("stdout");
        Path err = directory.resolve("stderr");
        int status = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Result(
                status, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }
}
