package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.Cli.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets as tar archives, and archives as datasets; GNU tar reads and writes them too. */
class ExportTest {

    private static final List<String> KEYS = List.of(
            "a",
            "a/b",
            "a/b/c",
            "../up",
            "/etc/passwd",
            "x//y",
            "./z",
            "end/",
            "ø/é €",
            "two\nlines",
            ".partd/keys/a",
            ".partd",
            "k".repeat(3000),
            "plain");

    @TempDir
    Path directory;

    private Path store;
    private Path archive;

    @BeforeEach
    void fill() throws IOException {
        store = directory.resolve("store");
        archive = directory.resolve("a.tar");
        Random random = new Random(5);
        try (Store log = Partd.log(store)) {
            for (String key : KEYS) {
                byte[] value = new byte[1 + random.nextInt(3000)];
                random.nextBytes(value);
                log.append(key, value);
            }
            byte[] large = new byte[9 << 20];
            random.nextBytes(large);
            log.append("large", large);
            log.metadata().orElseThrow().putIfAbsent("source", "fjord".getBytes(StandardCharsets.UTF_8));
        }
    }

    private byte[] exported() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(new Cli().commandTo(out, err, "export", store)).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        return out.toByteArray();
    }

    private static Cli piped(byte[] bytes) {
        return Cli.with(new ByteArrayInputStream(bytes));
    }

    private static void assertSame(Path one, Path other) throws IOException {
        try (Store first = Partd.open("log:" + one);
                Store second = Partd.open("log:" + other)) {
            assertThat(second.keys()).isEqualTo(first.keys()).isNotEmpty();
            for (String key : first.keys()) {
                assertThat(second.get(key)).as(key).isEqualTo(first.get(key));
            }
            assertThat(second.metadata().orElseThrow().entries().get("source"))
                    .isEqualTo("fjord".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void comesBackAsItWas() throws IOException {
        Path pipe = directory.resolve("sub/pipe");
        byte[] bytes = exported();
        assertThat(piped(bytes).command("import", pipe)).isEqualTo(new Result(0, "", ""));
        assertSame(store, pipe);
        assertThat(exported()).as("the same bytes each time").isEqualTo(bytes);
        assertThat(Cli.run("export", store, archive)).isEqualTo(new Result(0, "", ""));
        assertThat(archive).hasBinaryContent(bytes);
        Path file = directory.resolve("file");
        assertThat(Cli.run("import", "log:" + file, archive)).isEqualTo(new Result(0, "", ""));
        assertSame(store, file);
        assertThat(Cli.run("export", store, archive).err()).contains("it exists; export wants a new file");
    }

    @Test
    void tarUnpacksItSafelyAndMakesArchivesToImport() throws Exception {
        Cli.run("export", store, archive);
        Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
        assertThat(tar("-x", "-f", archive.toString(), "-C", unpacked.toString()))
                .isZero();
        try (Store log = Partd.log(store)) {
            assertThat(unpacked.resolve("plain")).hasBinaryContent(log.get("plain"));
            assertThat(unpacked.resolve("a/b/c")).hasBinaryContent(log.get("a/b/c"));
            assertThat(unpacked.resolve(".partd/keys/%2E%2E%2Fup")).hasBinaryContent(log.get("../up"));
            assertThat(unpacked.resolve(".partd/keys/a")).hasBinaryContent(log.get("a"));
        }
        Path files = Files.createDirectories(directory.resolve("files/sub"));
        Files.writeString(files.resolve("one.txt"), "one");
        Files.writeString(files.resolve("n".repeat(150)), "long name");
        Path other = directory.resolve("other.tar");
        assertThat(tar(
                        "-c",
                        "-f",
                        other.toString(),
                        "-C",
                        directory.resolve("files").toString(),
                        "."))
                .isZero();
        Path made = directory.resolve("made");
        assertThat(Cli.run("import", made, other)).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("get", made, "sub/one.txt", "sub/" + "n".repeat(150)).out())
                .isEqualTo("onelong name");
    }

    private static int tar(String... words) throws Exception {
        String[] command = new String[words.length + 1];
        command[0] = "tar";
        System.arraycopy(words, 0, command, 1, words.length);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @Test
    void addsToAStoreOnlyIfTold() throws IOException {
        Path present = directory.resolve("present");
        Cli.with("before").command("append", present, "plain");
        byte[] bytes = exported();
        Result refused = piped(bytes).command("import", present);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("has the key 'plain' already; delete it there, or say --append");
        assertThat(Cli.run("keys", present).out()).isEqualTo("plain\n");
        assertThat(piped(bytes).command("import", present, "--append").status()).isZero();
        assertThat(Cli.run("get", present, "plain").out()).startsWith("before").hasSizeGreaterThan(6);
    }

    @Test
    void aStoreWithValuesKeepsItsCodecs() throws IOException {
        Path zlib = directory.resolve("zlib");
        Cli.with("packed").command("append", "log:" + zlib, "k", "--codec", "zlib");
        Path plain = directory.resolve("plain");
        Cli.with("before").command("append", plain, "other");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        new Cli().commandTo(packed, OutputStream.nullOutputStream(), "export", zlib);
        for (String option : List.of("--append", "--debug")) {
            assertThat(piped(packed.toByteArray())
                            .command("import", plain, option)
                            .err())
                    .contains("has values that are encoded by no codec that it remembers, and the archive by zlib");
            assertThat(piped(exported()).command("import", zlib, option).err())
                    .contains("has values that are encoded by zlib, and the archive by no codec that it remembers");
        }
        assertThat(Cli.run("get", plain, "other")).isEqualTo(new Result(0, "before", ""));
        assertThat(Cli.run("get", zlib, "--all")).isEqualTo(new Result(0, "packed", ""));
        Path again = directory.resolve("again");
        assertThat(piped(packed.toByteArray()).command("import", again).status())
                .isZero();
        assertThat(Cli.run("get", again, "k").out()).isEqualTo("packed");
    }

    @Test
    void aKeyThatTheStoreCannotHoldIsNamed() {
        Result result = piped(exported()).command("import", "file:" + directory.resolve("files"));
        assertThat(result.err()).startsWith("partd: key ").doesNotContain("damaged");
        assertThat(directory.resolve("files")).doesNotExist();
    }

    @Test
    void whatIsDamagedLeavesNothing() throws IOException {
        byte[] bytes = exported();
        Path target = directory.resolve("target");
        // Cut off in a value, in a header, and where an entry ends.
        int dataset = 1024;
        for (int length : new int[] {bytes.length - 5_000_000, 1600, dataset, 100}) {
            Result result = piped(Arrays.copyOf(bytes, length)).command("import", target);
            assertThat(result.status()).as("%d bytes", length).isEqualTo(1);
            assertThat(result.err()).hasLineCount(1).endsWith("; " + target + " is as it was\n");
            assertThat(target).doesNotExist();
        }
        byte[] changed = bytes.clone();
        changed[1024 + 20] ^= 1;
        assertThat(piped(changed).command("import", target).err()).contains("damaged");
        byte[] gzip = {0x1F, (byte) 0x8B, 8, 0};
        assertThat(piped(gzip).command("import", target).err()).contains("import what 'gzip -dc' makes of it");
        assertThat(piped("k,v\n1,2\n".getBytes(StandardCharsets.UTF_8))
                        .command("import", target)
                        .err())
                .contains("it is not a tar archive");
        assertThat(target).doesNotExist();
    }

    @Test
    void whatIsHostileIsNamed() throws IOException {
        Path target = directory.resolve("target");
        assertThat(imported(target, "../x", TarConstants.LF_NORMAL)).contains("'../x'", "cannot be unpacked safely");
        assertThat(imported(target, "/x", TarConstants.LF_NORMAL)).contains("'/x'", "cannot be unpacked safely");
        assertThat(imported(target, "link", TarConstants.LF_SYMLINK)).contains("'link' is not a regular file");
        assertThat(imported(target, "hard", TarConstants.LF_LINK)).contains("'hard' is not a regular file");
        assertThat(imported(target, "fifo", TarConstants.LF_FIFO)).contains("'fifo' is not a regular file");
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(twice)) {
            put(tar, new TarArchiveEntry("x"));
            put(tar, new TarArchiveEntry("./x"));
        }
        assertThat(piped(twice.toByteArray()).command("import", target).err()).contains("the key 'x' twice");
        assertThat(target).doesNotExist();
    }

    private static String imported(Path target, String name, byte type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            put(tar, new TarArchiveEntry("fine"));
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            entry.setLinkName("/etc/passwd");
            put(tar, entry);
        }
        Result result = piped(bytes.toByteArray()).command("import", target);
        assertThat(result.status()).isEqualTo(1);
        return result.err();
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry) throws IOException {
        byte[] value = entry.isFile() && !entry.isLink() && !entry.isSymbolicLink() && !entry.isFIFO()
                ? "value".getBytes(StandardCharsets.UTF_8)
                : new byte[0];
        entry.setSize(value.length);
        tar.putArchiveEntry(entry);
        ((OutputStream) tar).write(value);
        tar.closeArchiveEntry();
    }

    @Test
    void theArchiveIsNotForATerminal() throws Exception {
        List<String> command = new ArrayList<>(JavaProcess.command());
        command.add(1, "-Dpartd.terminal.out=true");
        command.addAll(List.of("export", store.toString()));
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(Files.readString(err)).contains("a tar archive is not for a terminal; name a file");
    }

    @Test
    void copyMakesNoDatasetThatIsCalledAnArchive() {
        Result result = Cli.run("copy", store, archive);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("'partd export " + store + " FILE' writes a tar");
        assertThat(archive).doesNotExist();
    }

    @Test
    void aServerThatCannotListenMakesNoStore() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path none = directory.resolve("none");
            Result result = Cli.run("serve", none, "--bind", "tcp://127.0.0.1:" + taken.getLocalPort());
            assertThat(result.status()).isEqualTo(1);
            assertThat(none).doesNotExist();
        }
    }
}
