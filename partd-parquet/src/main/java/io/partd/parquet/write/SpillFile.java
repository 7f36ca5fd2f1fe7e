package io.partd.parquet.write;

import io.partd.temporary.TemporaryDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Finished pages, and what else waits for the end of a file or a row group and does not fit into memory, in a file in a
 * temporary directory. Pages are added by one thread at a time, and read by any. Deleted when it is closed.
 */
public final class SpillFile implements Closeable {

    private static final int BUFFER = 1 << 18;

    private final TemporaryDirectory directory;
    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private long end;

    /** Where bytes that were added together are. */
    record Extent(long start, long length) {}

    private SpillFile(TemporaryDirectory directory, FileChannel file) {
        this.directory = directory;
        this.file = file;
    }

    /** Makes the temporary directory in another one. */
    public static SpillFile in(Path parent) throws IOException {
        TemporaryDirectory directory = TemporaryDirectory.create(parent);
        try {
            return new SpillFile(
                    directory,
                    FileChannel.open(
                            directory.path().resolve("pages"),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE));
        } catch (Throwable e) {
            directory.close();
            throw e;
        }
    }

    /** Adds pages; they are in the file after {@link #flush}. */
    Extent add(List<byte[]> pages) throws IOException {
        long start = end;
        for (byte[] page : pages) {
            int done = 0;
            while (done < page.length) {
                if (!buffer.hasRemaining()) {
                    flush();
                }
                int n = Math.min(buffer.remaining(), page.length - done);
                buffer.put(page, done, n);
                done += n;
            }
            end += page.length;
        }
        return new Extent(start, end - start);
    }

    /** Writes what was added. */
    public void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    /** Where bytes of the file go. */
    @FunctionalInterface
    interface Target {

        /** Takes the next of them. */
        void write(byte[] bytes, int length) throws IOException;
    }

    /** Reads an extent, up to {@link #BUFFER} at a time. */
    void read(Extent extent, Target target) throws IOException {
        byte[] bytes = new byte[(int) Math.min(BUFFER, extent.length())];
        long done = 0;
        while (done < extent.length()) {
            ByteBuffer some = ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, extent.length() - done));
            while (some.hasRemaining()) {
                if (file.read(some, extent.start() + done + some.position()) < 0) {
                    throw new IOException(
                            "the temporary file of pages, in " + directory.path() + ", has become shorter");
                }
            }
            target.write(bytes, some.limit());
            done += some.limit();
        }
    }

    @Override
    public void close() throws IOException {
        try (directory) {
            file.close();
        }
    }
}
