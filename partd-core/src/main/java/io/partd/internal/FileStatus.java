package io.partd.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The status of a file, filled by {@link SystemCalls}: {@code struct statx}, whose layout is the same on every Linux.
 *
 * <pre>
 * offset  bytes
 *     20      4  owner
 *     28      2  kind, in the upper four bits, and mode
 *     32      8  inode
 *     40      8  size
 *    136      8  device
 * </pre>
 *
 * <p>Reused from call to call; not thread-safe.
 */
public final class FileStatus {

    private static final int BYTES = 256;
    private static final int KIND = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
    private final long address = SystemCalls.address(memory);

    long address() {
        return address;
    }

    /** Returns the user who owns the file. */
    public int owner() {
        return memory.getInt(20);
    }

    /** Returns whether it is a regular file. */
    public boolean isRegular() {
        return kind() == REGULAR;
    }

    /** Returns whether it is a directory. */
    public boolean isDirectory() {
        return kind() == DIRECTORY;
    }

    /** Returns whether it is a symbolic link. */
    public boolean isLink() {
        return kind() == LINK;
    }

    /** Returns the length in bytes. */
    public long size() {
        return memory.getLong(40);
    }

    /** Returns the file's identity, which no other file has while this one is open. */
    public Identity identity() {
        return new Identity(memory.getLong(136), memory.getLong(32));
    }

    private int kind() {
        return memory.getShort(28) & KIND;
    }

    /**
     * The identity of a file, independent of its name.
     *
     * @param device the file system
     * @param inode the file in the file system
     */
    public record Identity(long device, long inode) {}
}
