package io.partd.parquet.format;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is read at any offset. */
public final class InputFile implements AutoCloseable {

    /** The JVM keeps a direct buffer as large as what each thread has read at once. */
    private static final int PIECE = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final long size;

    private InputFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
    }

    /** Opens a file. */
    public static InputFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new InputFile(path, channel);
        } catch (ClosedByInterruptException e) {
            throw interrupted(path, e);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    /** Returns how long the file is. */
    public long size() {
        return size;
    }

    /** Reads bytes, all of them. */
    public void read(long position, byte[] out, int from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            ByteBuffer piece = ByteBuffer.wrap(out, from + done, Math.min(length - done, PIECE));
            int read = read(piece, position + done);
            if (read < 0) {
                throw new CorruptDataException(path + " has become shorter than " + size + " bytes while it is read");
            }
            done += read;
        }
    }

    private int read(ByteBuffer piece, long position) throws IOException {
        try {
            return channel.read(piece, position);
        } catch (ClosedByInterruptException e) {
            throw interrupted(path, e);
        }
    }

    private static InterruptedIOException interrupted(Path path, ClosedByInterruptException cause) {
        InterruptedIOException exception = new InterruptedIOException("interrupted while reading " + path);
        exception.initCause(cause);
        return exception;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
