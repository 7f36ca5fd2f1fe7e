package io.partd.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What {@link SystemCalls} found out about a file: {@code struct statx}, which lies in memory in one way on every
 * Linux.
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

    /** Tells whether it is a regular file. */
    public boolean isRegular() {
        return kind() == REGULAR;
    }

    /** Tells whether it is a directory. */
    public boolean isDirectory() {
        return kind() == DIRECTORY;
    }

    /** Tells whether it is a symbolic link. */
    public boolean isLink() {
        return kind() == LINK;
    }

    /** Returns the length in bytes. */
    public long size() {
        return memory.getLong(40);
    }

    /** Returns what tells the file from every other one as long as somebody has it open. */
    public Identity identity() {
        return new Identity(memory.getLong(136), memory.getLong(32));
    }

    private int kind() {
        return memory.getShort(28) & KIND;
    }

    /**
     * Which file it is, whatever its name.
     *
     * @param device the file system
     * @param inode the file in it
     */
    public record Identity(long device, long inode) {}
}
