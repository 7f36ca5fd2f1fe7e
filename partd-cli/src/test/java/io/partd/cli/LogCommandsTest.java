package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli.Result;
import io.partd.cli.running.HumanSize;
import io.partd.log.LogStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special about logs: which store a directory is, {@code verify --repair}, {@code compact}, {@code stat}. */
class LogCommandsTest {

    @TempDir
    Path directory;

    private Path log;
    private Path files;

    @BeforeEach
    void fillStores() {
        log = directory.resolve("log");
        files = directory.resolve("files");
        for (String store : new String[] {log.toString(), "file:" + files}) {
            Cli.with("x").command("append", store, "a");
            Cli.with("y".repeat(2000)).command("append", store, "b");
        }
    }

    @Test
    void takesADirectoryForWhatIsInIt() throws IOException {
        assertThat(LogStore.isLog(log)).isTrue();
        assertThat(files.resolve("a")).exists();
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(Cli.run("keys", empty).err())
                .isEqualTo("partd: " + empty + ": no such dataset; check the path, or make it with 'partd append'\n");
        assertThat(empty).isEmptyDirectory();
        Cli.with("x").command("append", empty, "a");
        assertThat(LogStore.isLog(empty)).isTrue();
    }

    @Test
    void namesTheOtherKind() {
        for (String command : new String[] {"keys", "stat", "verify", "compact"}) {
            assertThat(Cli.run(command, "file:" + log))
                    .isEqualTo(new Result(
                            1,
                            "",
                            "partd: " + log + ": is a log's directory; open it as log:" + log
                                    + ", or give another one\n"));
            assertThat(Cli.run(command, "log:" + files))
                    .isEqualTo(new Result(
                            1,
                            "",
                            "partd: " + files + ": is a file store's directory; open it as file:" + files
                                    + ", or give another one\n"));
        }
    }

    @Test
    void tellsWhatALogTakes() throws IOException {
        long size = DirectorySize.of(log).total();
        assertThat(Cli.run("stat", log).outLines())
                .containsExactly(
                        "store     Log(" + log + ")",
                        "keys      2",
                        "bytes     2.0 KiB (2001 B)",
                        "on disk   6.3 KiB (" + size + " B) in 1 segment",
                        "promises  atomic batches, atomic reads, crash atomic batches, exclusive sections, shared, "
                                + "appends survive kill, flushes survive kill",
                        "smallest  1 B  a",
                        "median    1 B  a",
                        "largest   2.0 KiB (2000 B)  b");
    }

    @Test
    void compacts() throws IOException {
        Cli.with("z".repeat(100_000)).command("append", log, "b");
        Cli.run("delete", log, "b");
        String before = HumanSize.of(DirectorySize.of(log).total());
        Result result = Cli.run("compact", log);
        String after = HumanSize.of(DirectorySize.of(log).total());
        assertThat(result).isEqualTo(new Result(0, "Log(" + log + "): " + before + " before, " + after + " now\n", ""));
        assertThat(DirectorySize.of(log).total()).isLessThan(20_000);
        assertThat(Cli.run("get", log, "a").out()).isEqualTo("x");
        assertThat(Cli.run("compact", files).out()).isEqualTo("File(" + files + "): 2.0 KiB before, 2.0 KiB now\n");
        assertThat(Cli.run("compact", "memory:")).isEqualTo(new Result(0, "", ""));
    }

    @Test
    void verifiesAndRepairs() throws IOException {
        assertThat(Cli.run("verify", log)).isEqualTo(new Result(0, "2 keys, 2.0 KiB: all can be read\n", ""));
        assertThat(Cli.run("verify", log, "--repair"))
                .isEqualTo(new Result(0, "nothing to repair\n2 keys, 2.0 KiB: all can be read\n", ""));
        flip(log.resolve("segment-0000000001"), 300);
        String damage = "segment-0000000001 at byte 208: a record (its key reads 'b') is damaged; the batch"
                + " at byte 176 is lost, 1 record; 2048 bytes cannot be used; bytes lost of keys: 'b' 2000\n";
        assertThat(Cli.run("verify", log))
                .isEqualTo(new Result(
                        1,
                        damage,
                        "partd: damage in " + log
                                + "; 'partd verify --repair' keeps what is whole, 1 batch with 1 key\n"));
        assertThat(Cli.run("verify", log, "--repair"))
                .isEqualTo(new Result(
                        0,
                        damage + "kept 1 batch with 1 key; lost at least 2.0 KiB of 1 key; what is damaged stays as"
                                + " damaged-segment-0000000001\n1 key, 1 B: all can be read\n",
                        ""));
        assertThat(Cli.run("verify", log)).isEqualTo(new Result(0, "1 key, 1 B: all can be read\n", ""));
    }

    @Test
    void verifiesALogThatCannotBeOpened() throws IOException {
        flip(log.resolve("partd-log"), 0);
        assertThat(Cli.run("keys", log).err())
                .isEqualTo("partd: " + log + "/partd-log does not begin as the manifest of a log does, 'partd-log 1';"
                        + " 'partd verify' finds all that cannot be read\n");
        assertThat(Cli.run("verify", log).out()).isEqualTo("partd-log at byte 0: it is damaged\n");
        assertThat(Cli.run("verify", log, "--repair").status()).isZero();
        Files.delete(log.resolve("partd-log"));
        assertThat(Cli.run("keys", log).err())
                .endsWith("is missing; 'partd verify --repair' rebuilds it\n")
                .hasLineCount(1);
        assertThat(Cli.run("verify", log, "--repair").outLines())
                .containsExactly(
                        "partd-log at byte 0: it is missing",
                        "kept 2 batches with 2 keys",
                        "2 keys, 2.0 KiB: all can be read");
    }

    @Test
    void repairsLogsOnly() {
        for (Object store : new Object[] {files, "memory:"}) {
            assertThat(Cli.run("verify", "--repair", store))
                    .isEqualTo(new Result(
                            2,
                            "",
                            "partd: --repair is for logs, and " + store
                                    + " is none: without checksums nobody knows what is whole\n"
                                    + "Try 'partd verify --help'.\n"));
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(at);
            int present = out.read();
            out.seek(at);
            out.write(present ^ 1);
        }
    }
}
