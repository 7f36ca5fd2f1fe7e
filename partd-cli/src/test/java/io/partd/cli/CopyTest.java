package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ForwardingStore;
import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.Cli.Result;
import io.partd.log.LogStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyTest {

    @TempDir
    Path directory;

    private Path from;
    private Path to;

    @BeforeEach
    void nameTheStores() {
        from = directory.resolve("from");
        to = directory.resolve("sub/to");
    }

    @Test
    void copiesManySmallValuesAndLargeOnes() throws IOException {
        Random random = new Random(1);
        try (Store store = Partd.log(from)) {
            for (int i = 0; i < 5000; i++) {
                store.append("small/" + i, ("value " + i).getBytes(StandardCharsets.UTF_8));
            }
            for (int i = 0; i < 3; i++) {
                byte[] large = new byte[(9 << 20) + i];
                random.nextBytes(large);
                store.append("large " + i, large);
            }
        }
        assertThat(Cli.run("copy", from, to)).isEqualTo(new Result(0, "", ""));
        assertSame(from, to);
        assertThat(directory.resolve("sub")).isDirectoryNotContaining("glob:**/partd-*");
    }

    @Test
    void copiesIntoAnEmptyDirectoryAndIntoOtherKeys() throws IOException {
        append(from, "a", "1");
        Files.createDirectories(to);
        assertThat(Cli.run("copy", from, "log:" + to + "?fsync=flush").status()).isZero();
        assertSame(from, to);
        append(to, "b", "2");
        Cli.run("delete", to, "a");
        assertThat(Cli.run("copy", from, to).status()).isZero();
        assertThat(Cli.run("get", to, "a", "b").out()).isEqualTo("12");
    }

    @ParameterizedTest
    @CsvSource({"file, file", "file, log", "log, file", "log, log"})
    void copiesFromAnyKindIntoAnyKind(String kind, String other) throws IOException {
        Path source = directory.resolve("source");
        for (String key : new String[] {"a", "b/c", "d"}) {
            assertThat(Cli.with(key).command("append", kind + ":" + source, key).status())
                    .isZero();
        }
        assertThat(Cli.run("copy", source, other + ":" + to)).isEqualTo(new Result(0, "", ""));
        assertSame(source, to);
        assertThat(LogStore.isLog(to)).isEqualTo(other.equals("log"));
        assertThat(directory.resolve("sub")).isDirectoryNotContaining("glob:**/partd-*");
        assertThat(Cli.run("delete", to, "a", "d").status()).isZero();
        assertThat(Cli.with("x").command("append", source, "e").status()).isZero();
        assertThat(Cli.run("delete", source, "b/c").status()).isZero();
        assertThat(Cli.run("copy", kind + ":" + source, to)).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("keys", to).out()).isEqualTo("a\nb/c\nd\ne\n");
        assertThat(Cli.run("verify", to).status()).isZero();
    }

    @Test
    void copiesAnEmptyStore() {
        append(from, "a", "1");
        Cli.run("drop", from, "--yes");
        assertThat(Cli.run("copy", from, to).status()).isZero();
        assertThat(Cli.run("keys", to)).isEqualTo(new Result(0, "", ""));
        assertThat(Cli.run("copy", from, "memory:").status()).isZero();
    }

    @Test
    void addsToValuesOnlyIfTold() {
        append(from, "a", "new");
        append(from, "b", "other");
        append(to, "a", "old ");
        assertThat(Cli.run("copy", from, to))
                .isEqualTo(new Result(
                        1,
                        "",
                        "partd: Log(" + to + ") has 1 of the keys already, 'a' for one; delete them there, or say"
                                + " --append to add to them\n"));
        assertThat(Cli.run("keys", to).out()).isEqualTo("a\n");
        assertThat(Cli.run("copy", "--append", from, to).status()).isZero();
        assertThat(Cli.run("get", to, "a", "b").out()).isEqualTo("old newother");
    }

    @Test
    void refusesToCopyAStoreIntoItself() throws IOException {
        append(from, "a", "1");
        Path link = Files.createSymbolicLink(directory.resolve("link"), from);
        for (Path target : new Path[] {from, from.resolve("x"), link, link.resolve("y/z"), from.resolve("../from")}) {
            assertThat(Cli.run("copy", "--append", from, target))
                    .isEqualTo(new Result(
                            2,
                            "",
                            "partd: cannot copy " + from + " into itself (" + target + "); give another directory\n"
                                    + "Try 'partd copy --help'.\n"));
        }
        assertThat(Cli.run("keys", from).out()).isEqualTo("a\n");
    }

    @Test
    void takesBackWhatItCopiedIfItFails() {
        append(from, "a", "1");
        append(from, "b/c", "2");
        assertThat(Cli.with("in the way").command("append", "file:" + to, "b").status())
                .isZero();
        Result result = Cli.run("copy", from, to);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("partd: key 'b/c': ")
                .endsWith("; what was copied to File(" + to + ") was deleted again\n")
                .hasLineCount(1);
        assertThat(Cli.run("keys", to).out()).isEqualTo("b\n");
        assertThat(Cli.run("copy", "--append", from, to).err())
                .endsWith("; what was added to File(" + to + ") before that stays\n");
    }

    @Test
    void leavesNoDirectoryIfItFails() throws IOException {
        append(from, "a", "1");
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(Cli.run("copy", from, file.resolve("to")).status()).isEqualTo(1);
        assertThat(Cli.run("copy", from, file).status()).isEqualTo(1);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(from, file);
        }
    }

    @Test
    void stopsBetweenBatchesIfInterrupted() throws IOException {
        try (Store source = Partd.memory();
                Store target = Partd.memory()) {
            source.append("a", new byte[9 << 20]);
            source.append("b", new byte[9 << 20]);
            Set<String> keys = source.keys();
            Store interrupting = new ForwardingStore(source) {
                @Override
                public InputStream open(String key) throws IOException {
                    if (key.equals("b")) {
                        Thread.currentThread().interrupt();
                    }
                    return super.open(key);
                }
            };
            Copying copying = new Copying(target, new LongAdder());
            assertThatThrownBy(() -> copying.copy(interrupting, keys)).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(new PresentStore(target).undo(keys)).isEqualTo("what was copied to Memory was deleted again");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(target.keys()).isEmpty();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void takesBackWhatWasCopiedWhateverTheFailure() throws IOException {
        for (Throwable failure : List.of(
                new IOException("full"),
                new IllegalStateException("a fault"),
                new IllegalArgumentException("no codec"),
                new OutOfMemoryError("heap"))) {
            try (Store target = Partd.memory()) {
                assertThatThrownBy(() -> CopyCommand.orUndo(
                                () -> {
                                    target.append("a", new byte[9]);
                                    throwAs(failure);
                                },
                                () -> new PresentStore(target).undo(Set.of("a"))))
                        .hasMessageContaining(failure.getMessage());
                assertThat(target.keys()).isEmpty();
            }
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void throwAs(Throwable failure) throws E {
        throw (E) failure;
    }

    private static void append(Path store, String key, String value) {
        assertThat(Cli.with(value).command("append", store, key).status()).isZero();
    }

    private static void assertSame(Path one, Path other) throws IOException {
        try (Store first = StoreAddress.of(one.toString()).openExisting();
                Store second = StoreAddress.of(other.toString()).openExisting()) {
            assertThat(second.keys()).isEqualTo(first.keys());
            for (String key : first.keys()) {
                assertThat(second.get(key)).as(key).isEqualTo(first.get(key));
            }
        }
    }
}
