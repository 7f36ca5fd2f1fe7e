package io.partd.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An open file of a log. Numbers in it are little-endian. What one thread or process stores with {@link #publish}, and
 * all it wrote before, another one sees once {@link #published} returns it.
 *
 * <p>Positions that are read or stored to must lie within the file; the log keeps track of its length.
 */
interface DiskFile extends Closeable {

    /** Returns the length, as it is now. */
    long length() throws IOException;

    /** Sets blocks aside up to a length, so that writing before it cannot fail for want of space. */
    void allocate(long length) throws IOException;

    /** Cuts the file to a length. */
    void truncate(long length) throws IOException;

    /** Writes a part of a direct buffer, leaving its position as it is. */
    void write(long at, ByteBuffer source, int from, int count) throws IOException;

    /** Copies into an array. */
    void read(long at, byte[] target, int from, int count) throws IOException;

    /**
     * Returns a part of the file as a buffer, to be read until the file is closed. All of it has been brought in.
     *
     * @return null if that needs a copy
     */
    @Nullable
    ByteBuffer view(long at, int count) throws IOException;

    /** Returns four bytes. */
    int readInt(long at) throws IOException;

    /** Returns the eight bytes at a multiple of eight, with all that was written before they were published. */
    long published(long at) throws IOException;

    /** Stores eight bytes at a multiple of eight, at once, in allocated space. */
    void publish(long at, long value) throws IOException;

    /** Closes the descriptor, but keeps the mapped memory: the file is only read from now on, and does not grow. */
    void closeDescriptor() throws IOException;

    /** Brings the contents to the disk, if the descriptor is open; tells whether it did. */
    boolean sync() throws IOException;

    @Override
    void close();
}
