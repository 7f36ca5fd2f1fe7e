package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.SmallDisk;
import io.partd.cli.Cli;
import io.partd.cli.JavaProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own shows: standard input, signals, locales, a full disk. */
@Timeout(30)
class ShuffleProcessTest {

    @TempDir
    Path temporary;

    private Place place;
    private Process process;

    @BeforeEach
    void makePlace() throws IOException {
        place = new Place(temporary.toRealPath());
    }

    @AfterEach
    void endProcess() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void readsStandardInput() throws Exception {
        start("-", "--format", "csv", "--by", "k", "-n", 1);
        write("\ufeffk,v\na,1\n".getBytes(StandardCharsets.UTF_8));
        write("b,2".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertThat(status()).isZero();
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "\u00ef\u00bb\u00bfk,v\na,1\nb,2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"t.parquet", "t.arrow", "t.arrows"})
    void readsTablesFromStandardInput(String name) throws Exception {
        Path table = TableFiles.trips(place.path(name), 1, "oslo", "rome");
        start("-", "--by", "city", "-n", 1);
        write(Files.readAllBytes(table));
        process.getOutputStream().close();
        assertThat(error()).isEmpty();
        assertThat(status()).isZero();
        String part = "part-00000" + name.substring(1);
        assertThat(TableFiles.rows(place.out().resolve(part))).containsExactly("oslo 1", "rome 2");
        assertThat(place.files().keySet()).noneMatch(each -> each.endsWith(".tmp"));
    }

    @Test
    void readsNamesOfFilesFromStandardInput() throws Exception {
        Path file = place.file("one.csv", "k\n1\n");
        start("--files-from", "-", "--by", "k", "-n", 1);
        write((file + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertThat(status()).isZero();
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k\n1\n"));
    }

    @Test
    void readsStandardInputTwiceForRanges() throws Exception {
        Path file = place.file("more.csv", "k\n4\n3\n");
        start(file, "-", "--by", "k", "-n", 2, "--range");
        write("k\n2\n".getBytes(StandardCharsets.UTF_8));
        write("1\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertThat(status()).isZero();
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k\n2\n1\n", "part-00001.csv", "k\n4\n3\n"));
        assertThat(place.files())
                .containsOnlyKeys(
                        "more.csv",
                        "out",
                        "out/.lock",
                        "out/.partd+shuffle",
                        "out/part-00000.csv",
                        "out/part-00001.csv");
    }

    /** A pipe can be opened again, and has nothing more then. */
    @Test
    void readsNamedPipesTwiceForRanges() throws Exception {
        Path one = fifo("one.csv");
        Path two = fifo("two.csv");
        start(one, two, "--by", "k", "-n", 2, "--range");
        Files.writeString(one, "k\n2\n4\n");
        Files.writeString(two, "k\n3\n1\n");
        assertThat(status()).isZero();
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k\n2\n1\n", "part-00001.csv", "k\n4\n3\n"));
    }

    @Test
    void wantsTheColumnsNameForDistinctValuesOfAPipe() throws Exception {
        start("-", "--format", "csv", "--by", 1, "--distinct");
        process.getOutputStream().close();
        assertThat(error()).startsWith("partd: --by 1: with --distinct from standard input, give the column's name\n");
        assertThat(status()).isEqualTo(2);
        start("-", "--format", "csv", "--by", "k", "--distinct");
        write("k\n1\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertThat(status()).isZero();
        assertThat(place.parts()).containsOnlyKeys("k=1/data.csv");
    }

    @Test
    void waitsForTheMembersOfGzipThatAreYetToCome() throws Exception {
        start("-", "--format", "lines", "-n", 1);
        for (String member : List.of("a\n", "b\n", "c\n")) {
            write(packed(member));
            Thread.sleep(200);
        }
        process.getOutputStream().close();
        assertThat(status()).isZero();
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.txt", "a\nb\nc\n"));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void leavesNothingWhenItIsStopped(String signal, int status) throws Exception {
        startInTheMiddle();
        signal(signal);
        assertThat(status()).isEqualTo(status);
        assertThat(place.files()).isEmpty();
    }

    @Test
    void leavesNothingWhenItIsStoppedWaitingForInput() throws Exception {
        start("-", "--format", "csv", "--by", 1, "--on-error", "skip", "--rejects", place.path("rejects"));
        awaitFile(".lock");
        signal("TERM");
        assertThat(status()).isEqualTo(143);
        assertThat(place.files()).isEmpty();
        start("-", "--format", "lines", "--range");
        write("some line\n".getBytes(StandardCharsets.UTF_8));
        awaitFile("input-0");
        signal("INT");
        assertThat(status()).isEqualTo(130);
        assertThat(place.files()).isEmpty();
    }

    @Test
    void leavesTheOldOutputWhenItIsStopped() throws Exception {
        place.shuffled(place.file("in.txt", "a\n"), "-n", 2);
        Map<String, String> before = place.files();
        for (String option : List.of("--overwrite", "--append")) {
            startInTheMiddle(option);
            signal("TERM");
            assertThat(status()).isEqualTo(143);
            assertThat(place.files()).isEqualTo(before);
        }
    }

    @Test
    void isSweptByTheNextOneWhenItIsKilled() throws Exception {
        startInTheMiddle();
        signal("KILL");
        assertThat(status()).isEqualTo(137);
        assertThat(place.out()).doesNotExist();
        assertThat(place.files().keySet()).anyMatch(name -> name.endsWith(".tmp"));
        place.shuffled(place.file("in.txt", "a\n"), "-n", 1);
        assertThat(place.files())
                .containsOnlyKeys("in.txt", "out", "out/.lock", "out/.partd+shuffle", "out/part-00000.txt");
    }

    /** Whenever it is killed, the rows are there once after the next run. */
    @ParameterizedTest
    @ValueSource(strings = {"--append --run-id x", "--overwrite-partitions"})
    void isDoneWhollyByTheNextOneWhenItIsKilledWhilePublishing(String how) throws Exception {
        place.shuffled(place.file("old.txt", "old\nolder\n"), "-n", 4);
        Path file = place.file("new.txt", "some\nother\nlines\nof text\n".repeat(200_000));
        List<Object> words = new ArrayList<>(List.of(file, "-n", 4));
        words.addAll(List.of(how.split(" ")));
        start(words.toArray());
        Path commit = place.out().resolve(".partd+commit");
        while (process.isAlive() && !Files.exists(commit)) {
            Thread.onSpinWait();
        }
        process.destroyForcibly().waitFor();
        assertThat(place.shuffle(words.toArray()).status()).isZero();
        assertThat(commit).doesNotExist();
        String all = String.join("", place.parts().values());
        assertThat(all.lines().filter(line -> line.equals("some")).count()).isEqualTo(200_000);
        assertThat(all.lines().filter(line -> line.equals("of text")).count()).isEqualTo(200_000);
        assertThat(all.lines().filter(line -> line.startsWith("old")).count() == 2)
                .isEqualTo(how.startsWith("--append"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-n 3", "--distinct"})
    void writesIntoAMountPoint(String options) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(place.path("disk"), 4)) {
            Path file = place.file("in.csv", "k,v\na,1\nb,2\n");
            List<Object> words = new ArrayList<>(List.of("shuffle", file, "--by", "k", "--to", disk.directory()));
            words.addAll(List.of(options.split(" ")));
            for (String how : List.of("", "--append", "--overwrite", "--overwrite-partitions")) {
                List<Object> all = new ArrayList<>(words);
                if (!how.isEmpty()) {
                    all.add(how);
                }
                assertThat(Cli.run(all.toArray()).err()).isEmpty();
                String rows = rows(disk.directory());
                assertThat(rows).isEqualTo(how.equals("--append") ? "a,1a,1b,2b,2" : "a,1b,2");
            }
            try (Stream<Path> left = Files.list(disk.directory())) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".owner") || name.contains("commit"));
            }
            Cli.Result log = Cli.run("shuffle", file, "--by", "k", "--to", "log:" + disk.directory());
            assertThat(log.err())
                    .isEqualTo("partd: " + disk.directory() + ": it is a mount point; give a directory inside it\n");
        }
    }

    private static String rows(Path directory) throws IOException {
        StringBuilder rows = new StringBuilder();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path :
                    paths.filter(path -> path.toString().endsWith(".csv")).toList()) {
                Files.readAllLines(path).stream()
                        .skip(1)
                        .forEach(row -> rows.append(row).append('\n'));
            }
        }
        return rows.toString().lines().sorted().collect(Collectors.joining());
    }

    @Test
    void namesDirectoriesInALocaleThatHasTheirCharacters() throws Exception {
        Path file = place.file("in.csv", "k\nok\nZürich\n");
        ProcessBuilder plain = command(place.out(), file, "--by", "k", "--distinct");
        plain.environment().put("LC_ALL", "C");
        process = plain.start();
        assertThat(error())
                .startsWith("partd: " + file + ":3: key 'Z")
                .endsWith("rich': its directory's name has characters that the locale lacks; set LC_ALL=C.UTF-8\n");
        assertThat(status()).isEqualTo(1);
        assertThat(place.out()).doesNotExist();

        ProcessBuilder unicode = command(place.out(), file, "--by", "k", "--distinct");
        unicode.environment().put("LC_ALL", "C.UTF-8");
        process = unicode.start();
        assertThat(status()).isZero();
        assertThat(place.parts()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-n 3", "-n 500", "--range -n 3", "--distinct"})
    void leavesNothingOnAFullDisk(String options) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(place.path("disk"), 1)) {
            StringBuilder text = new StringBuilder("k,v\n");
            for (int i = 0; i < 50_000; i++) {
                text.append(i % 100).append(",some text or other\n");
            }
            Path file = place.file("in.csv", text.toString());
            List<Object> words = new ArrayList<>(List.of(file, "--by", "k"));
            words.addAll(List.of(options.split(" ")));
            process = command(disk.directory().resolve("out"), words.toArray()).start();
            assertThat(error())
                    .startsWith("partd: ")
                    .containsIgnoringCase("no space left on device")
                    .hasLineCount(1);
            assertThat(status()).isEqualTo(1);
            try (Stream<Path> left = Files.list(disk.directory())) {
                assertThat(left).isEmpty();
            }
        }
    }

    private void start(Object... args) throws IOException {
        process = command(place.out(), args).start();
    }

    /** Starts on standard input, and returns when something is written and more is awaited. */
    private void startInTheMiddle(Object... args) throws Exception {
        List<Object> words = new ArrayList<>(List.of("-", "--format", "lines", "--memory", "2m", "-n", "2"));
        words.addAll(List.of(args));
        start(words.toArray());
        write("some line\nor other\n".repeat(500_000).getBytes(StandardCharsets.UTF_8));
        awaitFile("part-00000.txt");
    }

    private ProcessBuilder command(Path out, Object... args) {
        // Not ignored, which they are where the tests run in the background: a JVM leaves them so.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP"));
        command.addAll(JavaProcess.command());
        command.add("shuffle");
        for (Object arg : args) {
            command.add(arg.toString());
        }
        command.addAll(List.of("--to", out.toString()));
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }

    private void write(byte[] bytes) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(bytes);
        in.flush();
    }

    private String error() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private int status() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void signal(String name) throws Exception {
        assertThat(run("sh", "-c", "kill -" + name + " " + process.pid())).isZero();
    }

    private Path fifo(String name) throws Exception {
        Path fifo = place.path(name);
        assertThat(run("mkfifo", fifo.toString())).isZero();
        return fifo;
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Waits for a file in the temporary directory. */
    private void awaitFile(String name) throws Exception {
        while (place.files().keySet().stream().noneMatch(file -> file.endsWith(".tmp/" + name))) {
            assertThat(process.isAlive()).as("it is still running").isTrue();
            Thread.sleep(10);
        }
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
