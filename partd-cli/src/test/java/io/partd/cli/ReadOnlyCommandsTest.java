package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Unwritable;
import io.partd.cli.Cli.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on datasets that cannot be written, and on those that are not to be. */
class ReadOnlyCommandsTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"file", "log"})
    void whatReadsNeedsNoPermissionToWrite(String scheme) throws Exception {
        Path data = directory.resolve("disk/data");
        String address = scheme + ":" + data;
        try (Unwritable disk = Unwritable.make(directory.resolve("disk"), () -> {
            assertThat(Cli.with("value").command("append", address, "a").status())
                    .isZero();
            assertThat(Cli.with("x".repeat(2000))
                            .command("append", address, "b/c")
                            .status())
                    .isZero();
        })) {
            assertThat(disk.directory()).isDirectory();
            for (Object store : new Object[] {data, address, address + "?readonly=true"}) {
                assertThat(Cli.run("get", store, "a")).isEqualTo(new Result(0, "value", ""));
                assertThat(Cli.run("keys", "-l", store)).isEqualTo(new Result(0, "    5 B  a\n2.0 KiB  b/c\n", ""));
                assertThat(Cli.run("stat", store).outLines())
                        .contains("keys      2", "bytes     2.0 KiB (2005 B)")
                        .anyMatch(line -> line.startsWith("promises  atomic batches, atomic reads"));
                assertThat(Cli.run("verify", store)).isEqualTo(new Result(0, "2 keys, 2.0 KiB: all can be read\n", ""));
                Path copy = directory.resolve("copy" + store.toString().length());
                assertThat(Cli.run("copy", store, copy).status()).isZero();
                assertThat(Cli.run("get", copy, "a").out()).isEqualTo("value");
            }
            for (String[] change : new String[][] {{"delete", "a"}, {"drop", "--yes"}, {"compact"}, {"append", "a"}}) {
                Object[] command = new Object[change.length + 1];
                command[0] = change[0];
                command[1] = data;
                System.arraycopy(change, 1, command, 2, change.length - 1);
                Result result = Cli.with("more").command(command);
                if (!(change[0].equals("compact") && scheme.equals("file"))) {
                    assertThat(result.status()).as(change[0]).isEqualTo(1);
                    assertThat(result.err()).startsWith("partd: ").hasLineCount(1);
                }
            }
            assertThat(Cli.run("get", data, "a").out()).isEqualTo("value");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "log"})
    void readonlyIsKept(String scheme) {
        String address = scheme + ":" + directory.resolve("data");
        Cli.with("value").command("append", address, "a");
        Result result = Cli.with("more").command("append", address + "?readonly=true", "a");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).startsWith("partd: read-only: ").hasLineCount(1);
        assertThat(Cli.run("get", address, "a").out()).isEqualTo("value");
    }

    @Test
    void optionsAreCheckedAllTheSame() {
        Path data = directory.resolve("data");
        Cli.with("value").command("append", data, "a");
        assertThat(Cli.run("get", "log:" + data + "?fsync=batch", "a").out()).isEqualTo("value");
        assertThat(Cli.run("get", "log:" + data + "?fsync=often", "a").err()).contains("[never, flush, batch]");
        assertThat(Cli.run("get", "log:" + data + "?sync=batch", "a").err()).contains("unknown option 'sync'");
        assertThat(Cli.run("get", "file:" + directory.resolve("nothing"), "a").err())
                .contains("no such dataset");
        assertThat(directory.resolve("nothing")).doesNotExist();
    }
}
