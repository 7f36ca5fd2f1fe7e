package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./partd} tells the JVM. In place of Java there is a script that prints its arguments, one a line. */
@Timeout(60)
class LauncherTest {

    private static final Path LAUNCHER = Path.of("../partd");
    private static final String SHARE = "-XX:MaxRAMPercentage=40";
    private static final String SHARE_OF_LITTLE = "-XX:MinRAMPercentage=37.5";

    @TempDir
    Path temporary;

    private Path root;
    private Path java;

    @BeforeEach
    void makeAProjectThatIsBuilt() throws IOException {
        root = Files.createDirectories(temporary.resolve("a project/of ours"));
        Path target = Files.createDirectories(root.resolve("partd-cli/target"));
        Files.createDirectories(root.resolve("partd-cli/src/main"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createFile(root.resolve("partd-cli/pom.xml"));
        Files.copy(LAUNCHER, root.resolve("partd"));
        Files.createFile(target.resolve("partd.jar"));
        Files.writeString(target.resolve("partd-17.jsa"), "classes");
        Files.setLastModifiedTime(target.resolve("partd.jar"), later(10));
        Files.setLastModifiedTime(target.resolve("partd-17.jsa"), later(20));
        java = temporary.resolve("a jdk");
        Files.createDirectories(java.resolve("bin"));
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Path script = Files.writeString(java.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        assertThat(root.resolve("partd").toFile().setExecutable(true)).isTrue();
    }

    private static FileTime later(long seconds) {
        return FileTime.fromMillis(System.currentTimeMillis() + 1000 * seconds);
    }

    @Test
    void boundsTheHeapByMemoryAlone() throws Exception {
        assertThat(heap("shuffle", "a.csv", "--by", "k", "--to", "o"))
                .containsExactly(SHARE, SHARE_OF_LITTLE, "-XX:ErgoHeapSizeLimit=1664m");
        assertThat(heap("shuffle", "a.csv", "--memory", "64m", "--to", "o"))
                .containsExactly(SHARE, SHARE_OF_LITTLE, "-XX:ErgoHeapSizeLimit=224m");
        assertThat(heap("shuffle", "a.csv", "--memory=64MB", "--to", "o"))
                .containsExactly(SHARE, SHARE_OF_LITTLE, "-XX:ErgoHeapSizeLimit=224m");
        assertThat(heap("shuffle", "a.csv", "--memory=65536k", "--to", "o"))
                .containsExactly(SHARE, SHARE_OF_LITTLE, "-XX:ErgoHeapSizeLimit=224m");
        assertThat(heap("serve", "log:x", "--memory", "2g"))
                .containsExactly(SHARE, SHARE_OF_LITTLE, "-XX:ErgoHeapSizeLimit=1344m");
        assertThat(heap("--debug", "serve", "log:x"))
                .containsExactly(SHARE, SHARE_OF_LITTLE, "-XX:ErgoHeapSizeLimit=704m");
        assertThat(heap("keys", "--memory", "64m")).isEmpty();
        assertThat(heap()).isEmpty();
    }

    @Test
    void takesNoWordForAnotherThanItIs() throws Exception {
        List<String> plain = heap("shuffle", "n.csv", "--by", "k", "--memory", "1g", "--to", "o");
        assertThat(plain).containsExactly(SHARE, SHARE_OF_LITTLE, "-XX:ErgoHeapSizeLimit=1664m");
        assertThat(heap("shuffle", "n.csv", "--by", "narrow", "--memory", "1g", "--to", "o"))
                .isEqualTo(plain);
        assertThat(heap("shuffle", "n.csv", "--by", "k", "--memory", "1g", "--to", "trips-from-parquet"))
                .isEqualTo(plain);
        assertThat(heap("shuffle", "n.parquet", "--by", "k", "--memory", "1g", "--to", "o"))
                .isEqualTo(plain);
        assertThat(heap("shuffle", "n.csv", "--to=--memory=1m", "--by=--memory"))
                .isEqualTo(plain);
        assertThat(heap("shuffle", "--to", "o", "--", "--memory", "1m")).isEqualTo(plain);
        assertThat(heap("append", "log:x", "shuffle", "--memory")).isEmpty();
    }

    @Test
    void leavesSizesThatAreNoneToTheCommand() throws Exception {
        for (String size : List.of("", "x", "1x", "0", "99999999999999g", "-1g", "1 g", "*")) {
            assertThat(heap("shuffle", "a.csv", "--memory", size)).as(size).containsExactly(SHARE, SHARE_OF_LITTLE);
        }
        assertThat(heap("shuffle", "a.csv", "--memory")).containsExactly(SHARE, SHARE_OF_LITTLE);
    }

    @Test
    void passesArgumentsOnAsTheyAre() throws Exception {
        List<String> words = List.of("get", "log:a b", "*", "'\"$HOME`x`", "", "k\u00e9\u4e16");
        Result result = run(Map.of(), words);
        assertThat(result.err()).isEmpty();
        List<String> passed = result.outLines();
        assertThat(passed.subList(passed.indexOf("-jar") + 2, passed.size())).isEqualTo(words);
        assertThat(passed)
                .contains(
                        root.toRealPath().resolve("partd-cli/target/partd.jar").toString());
    }

    @Test
    void isFoundThroughSymbolicLinks() throws Exception {
        Path bin = Files.createDirectories(temporary.resolve("my bin"));
        Path link = Files.createSymbolicLink(bin.resolve("pd"), Path.of("../a link"));
        Files.createSymbolicLink(temporary.resolve("a link"), root.resolve("partd"));
        Result result = run(new ProcessBuilder(link.toString(), "keys"), Map.of());
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains(root.toRealPath() + "/partd-cli/target/partd.jar\n");
    }

    @Test
    void splitsTheJvmsOptionsAtSpacesOnly() throws Exception {
        Result result = run(Map.of("PARTD_JAVA_OPTS", "-Xmx4g  -Da=*"), List.of("shuffle"));
        List<String> flags = result.outLines();
        assertThat(flags).contains("-Xmx4g", "-Da=*").doesNotContain("");
        assertThat(flags.indexOf("-Xmx4g")).isGreaterThan(flags.indexOf(SHARE));
        assertThat(flags).contains("-XX:+UseParallelGC");
        assertThat(run(Map.of("PARTD_JAVA_OPTS", "-XX:+UseSerialGC"), List.of("shuffle"))
                        .out())
                .doesNotContain("Parallel");
    }

    @Test
    void unpacksNativeCodeIntoTheTemporaryDirectory() throws Exception {
        Path spaced = Files.createDirectories(temporary.resolve("tmp dir"));
        assertThat(run(Map.of("TMPDIR", spaced.toString()), List.of("keys")).outLines())
                .contains("-Djava.io.tmpdir=" + spaced);
        for (String none : List.of("", temporary + "/missing")) {
            assertThat(run(Map.of("TMPDIR", none), List.of("keys")).out()).doesNotContain("java.io.tmpdir");
        }
    }

    @Test
    void buildsOnlyIfSourcesChangeInContent() throws Exception {
        Path source = Files.writeString(root.resolve("partd-cli/src/main/A.java"), "class A {}");
        Path tools = Files.createDirectories(temporary.resolve("tools"));
        Path maven = Files.writeString(
                tools.resolve("mvn"), "#!/bin/sh\ntouch \"$PWD\"/partd-cli/target/partd.jar\necho >>\"$0.calls\"\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = Map.of("PATH", tools + ":" + System.getenv("PATH"));
        Path calls = tools.resolve("mvn.calls");
        run(environment, List.of("keys"));
        assertThat(calls).doesNotExist();

        Files.setLastModifiedTime(source, later(30));
        assertThat(run(environment, List.of("keys")).err()).isEqualTo("building partd (once)…\n");
        assertThat(calls).hasContent("\n");

        Files.setLastModifiedTime(source, later(40));
        assertThat(run(environment, List.of("keys")).err()).isEmpty();
        Files.writeString(source, "class A { int b; }");
        Files.setLastModifiedTime(source, later(50));
        assertThat(run(environment, List.of("keys")).err()).isEqualTo("building partd (once)…\n");
        assertThat(Files.readAllLines(calls)).hasSize(2);
    }

    @Test
    void hasTheJvmSayNothingOnStandardOutput() throws Exception {
        assertThat(run(Map.of(), List.of("keys")).outLines())
                .contains("-XX:+DisplayVMOutputToStderr", "-Xlog:disable", "-Xlog:all=error:stderr");
    }

    @Test
    void saysThatTheCurrentDirectoryIsGone() throws Exception {
        Path gone = Files.createDirectories(temporary.resolve("gone"));
        ProcessBuilder command = new ProcessBuilder(
                "sh", "-c", "cd \"$1\" && rmdir \"$1\" && \"$2\" keys x", "sh", gone.toString(), root + "/partd");
        Result result = run(command, Map.of());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).endsWith("partd: the current directory has been deleted; go to another one with cd\n");
    }

    private List<String> heap(String... words) throws Exception {
        Result result = run(Map.of(), List.of(words));
        assertThat(result.err()).isEmpty();
        return result.outLines().stream()
                .filter(flag -> flag.matches("-Xm.*|-XX:.*(RAM|Heap).*"))
                .toList();
    }

    private Result run(Map<String, String> environment, List<String> words) throws Exception {
        List<String> command = new ArrayList<>(List.of(root + "/partd"));
        command.addAll(words);
        return run(new ProcessBuilder(command), environment);
    }

    private Result run(ProcessBuilder command, Map<String, String> environment) throws Exception {
        command.environment().keySet().removeAll(List.of("PARTD_JAVA_OPTS", "TMPDIR"));
        command.environment().put("JAVA_HOME", java.toString());
        command.environment().putAll(environment);
        Path out = temporary.resolve("stdout");
        Path err = temporary.resolve("stderr");
        int status = command.redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Result(
                status, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }
}
