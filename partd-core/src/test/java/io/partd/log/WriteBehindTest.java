package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import io.partd.UnstartableThread;
import io.partd.internal.BackgroundThread;
import io.partd.internal.CString;
import io.partd.internal.Errno;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that another thread writes. */
final class WriteBehindTest {

    private static final int BLOCK = 16 << 10;
    private static final int BLOCKS = 64;

    @TempDir
    private Path directory;

    private Path path() {
        return directory.resolve("blocks");
    }

    private Disk.File create() throws IOException {
        Files.write(path(), new byte[BLOCKS * BLOCK]);
        return open(path());
    }

    private static Disk.File open(Path path) throws IOException {
        SystemCalls calls = SystemCalls.system();
        int file = Errno.require(calls.openToUpdate(SystemCalls.ANYWHERE, CString.of(path)), path);
        return new MappedFile(calls, file, path);
    }

    private static ByteBuffer filled(ByteBuffer block, int value) {
        for (int i = 0; i < block.capacity(); i++) {
            block.put(i, (byte) value);
        }
        return block;
    }

    /** Writes each block in turn, as a large batch does: two blocks in turn. */
    private static void writeAll(BatchEncoder.WriteBehind writer, Disk.File file) throws IOException {
        ByteBuffer[] blocks = {ByteBuffer.allocateDirect(BLOCK), ByteBuffer.allocateDirect(BLOCK)};
        for (int i = 0; i < BLOCKS; i++) {
            writer.write(file, (long) i * BLOCK, filled(blocks[i % 2], i), BLOCK);
        }
        writer.await();
    }

    private void assertAllWritten() throws IOException {
        byte[] expected = new byte[BLOCKS * BLOCK];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (i / BLOCK);
        }
        assertThat(path()).hasBinaryContent(expected);
    }

    private static BatchEncoder.WriteBehind writer(String name) {
        return new BatchEncoder.WriteBehind(name, new BackgroundThread("writes of " + name));
    }

    @Test
    void everyBlockIsWrittenThoughTheThreadEndsAgainAndAgain() throws IOException {
        BatchEncoder.WriteBehind writer = new BatchEncoder.WriteBehind(
                "blocks", new BackgroundThread(Thread::new, TimeUnit.MICROSECONDS.toNanos(20)));
        try (Disk.File file = create()) {
            Parallel.run(() -> {
                for (int i = 0; i < 50; i++) {
                    writeAll(writer, file);
                }
            });
        }
        assertAllWritten();
    }

    @Test
    void theCallerWritesIfNoThreadCanBeStarted() throws IOException {
        BatchEncoder.WriteBehind writer =
                new BatchEncoder.WriteBehind("blocks", new BackgroundThread(UnstartableThread::new, 1));
        try (Disk.File file = create()) {
            Parallel.run(() -> writeAll(writer, file));
        }
        assertAllWritten();
    }

    @Test
    void anInterruptEndsNoWrite() throws IOException {
        BatchEncoder.WriteBehind writer = writer("blocks");
        try (Disk.File file = create()) {
            Parallel.run(() -> {
                Thread.currentThread().interrupt();
                writeAll(writer, file);
                assertThat(Thread.interrupted()).isTrue();
            });
        }
        assertAllWritten();
    }

    @Test
    void aFailedWriteIsToldOnceAndTheNextOneIsWritten() throws IOException {
        BatchEncoder.WriteBehind writer = writer("blocks");
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        try (Disk.File full = open(Path.of("/dev/full"));
                Disk.File file = create()) {
            writer.write(full, 0, block, BLOCK);
            assertThatThrownBy(writer::await)
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage("/dev/full: no space left on device");
            writer.await();
            writer.write(full, 0, block, BLOCK);
            assertThatThrownBy(() -> writer.write(file, 0, block, BLOCK)).isInstanceOf(FileSystemException.class);
            writeAll(writer, file);
        }
        assertAllWritten();
    }
}
