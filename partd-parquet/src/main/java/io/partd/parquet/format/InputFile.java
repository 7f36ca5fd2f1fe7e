package io.partd.parquet.format;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is read at any place. */
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
        } catch (IOException e) {
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
            int read = channel.read(piece, position + done);
            if (read < 0) {
                throw new CorruptDataException(path + " has become shorter than " + size + " bytes while it is read");
            }
            done += read;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
