package io.partd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The system calls of the stores in directories: locks between processes, and file access relative to an open
 * directory, which an interrupt does not disturb. {@link LinuxCalls} calls the kernel; {@link PortableCalls} uses what
 * every JDK has.
 *
 * <p>Every method but {@link #map} and {@link #mapToRead} throws nothing; a negative result is a negated {@link Errno}.
 * A name is a {@link CString} relative to an open directory, or absolute with {@link #ANYWHERE}. Buffers are direct; a
 * call moves their positions by the number of bytes that it returns.
 */
public interface SystemCalls {

    /** The system property that chooses the calls: {@code native} or {@code portable}. */
    String PROPERTY = "partd.calls";

    /** Stands for an open directory if the name is absolute. */
    int ANYWHERE = -100;

    /** The largest number of buffers of one {@link #write}. */
    int MAX_BUFFERS = 1024;

    /**
     * The locks of both implementations on bytes far beyond the end of a lock file. Neither kind of lock excludes the
     * other. So a process marks each lock file that it has open by a lock on one byte of its kind's range, and looks
     * for marks of the other kind. The system releases a mark when the process ends in any way.
     */
    long PORTABLE_MARKS = 1L << 62;

    /** The range of the marks of native calls. */
    long NATIVE_MARKS = PORTABLE_MARKS + (1L << 32);

    /** The length of each range. A process takes a random byte of it. */
    int MARKS = 1 << 30;

    /**
     * Returns the calls that the property chooses; without it the native ones on 64-bit Linux, and the portable ones on
     * other systems.
     *
     * @throws IOException if the native calls cannot be loaded, or the property has another value
     */
    static SystemCalls system() throws IOException {
        String chosen = System.getProperty(PROPERTY, LinuxCalls.isHere() ? "native" : "portable");
        return switch (chosen) {
            case "native" -> LinuxCalls.instance();
            case "portable" -> PortableCalls.instance();
            default -> throw new IOException("-D" + PROPERTY + "=" + chosen + " is neither 'native' nor 'portable'");
        };
    }

    /** Opens a directory that is not a symbolic link; returns the descriptor. */
    int openDirectory(int directory, byte[] name);

    /** Opens a file for reading, without waiting for the other end of a pipe; returns the descriptor. */
    int openToRead(int directory, byte[] name);

    /** Opens an existing file so that every write goes to its end; returns the descriptor. */
    int openToAppend(int directory, byte[] name);

    /** Creates a new file and opens it as {@link #openToAppend} does; returns the descriptor. */
    int create(int directory, byte[] name, int mode);

    /** Opens an existing file for reading and writing at any position; returns the descriptor. */
    int openToUpdate(int directory, byte[] name);

    /** Creates a new file and opens it as {@link #openToUpdate} does; returns the descriptor. */
    int createToUpdate(int directory, byte[] name, int mode);

    /** Closes a descriptor, even if the result is an error. */
    int close(int file);

    /** Returns the name of this kind of lock, for messages. */
    String lockKind();

    /**
     * Marks an open lock file until it is closed, or fails with {@link Errno#EBUSY} if a process has marked it that
     * uses the other kind of lock.
     */
    int mark(int file);

    /** Takes the exclusive lock on an open file, or fails with {@link Errno#EWOULDBLOCK}. */
    int tryLock(int file);

    /**
     * Takes the shared lock on an open file, or fails with {@link Errno#EWOULDBLOCK}. Gives up an exclusive lock first,
     * so that another process may take it in between.
     */
    int tryShare(int file);

    /** Releases the lock on an open file. */
    int unlock(int file);

    /** Reads the status of an open file. */
    int status(int file, FileStatus result);

    /** Reads the status of a file by name, without following a symbolic link. */
    int status(int directory, byte[] name, FileStatus result);

    /**
     * Appends what remains in some of the buffers; returns the number of bytes written, perhaps fewer than there are.
     *
     * @param count at most {@link #MAX_BUFFERS}
     */
    long write(int file, ByteBuffer[] sources, int first, int count);

    /**
     * Writes what remains in a buffer to a position in the file; returns the number of bytes written, perhaps fewer.
     */
    long writeAt(int file, ByteBuffer source, long position);

    /** Reads from a position in the file into what remains of a buffer; returns the number of bytes, 0 at the end. */
    long read(int file, ByteBuffer target, long position);

    /** Truncates a file to a length. */
    int truncate(int file, long length);

    /**
     * Allocates blocks of the file system for a range of a file, and extends the file to the range's end if it is
     * shorter. Unwritten bytes of the range are zero. Fails with {@link Errno#EOPNOTSUPP} if that is impossible here.
     */
    int allocate(int file, long position, long count);

    /**
     * Maps a range of a file for reading and writing, shared with all other mappings. The result may end where the file
     * ends; map the range again when the file has grown. If the result is longer, the caller must not touch it beyond
     * the file's end.
     *
     * @param position a multiple of 1 GiB
     * @param path names the file in the exception
     */
    ByteBuffer map(int file, long position, int count, Path path) throws IOException;

    /** As {@link #map}, for reading only; the file may be open for reading only. */
    ByteBuffer mapToRead(int file, long position, int count, Path path) throws IOException;

    /**
     * Brings in pages of a mapping that will be written, in one call where the system can do so. Otherwise each page
     * comes in when it is first written. Stops, with an error, at the end of the file.
     */
    int populate(ByteBuffer mapped, int from, int count);

    /** Ends a mapping, at once or when the garbage collector finds it. The caller must not touch it any more. */
    int unmap(ByteBuffer mapped);

    /** Syncs a file's contents, or a directory's entries, to the disk. */
    int sync(int file);

    /** Makes a directory. */
    int makeDirectory(int directory, byte[] name, int mode);

    /** Renames a file within a directory in one atomic step, replacing a file of the new name. */
    int rename(int directory, byte[] from, byte[] to);

    /** Removes a file that is not a directory. */
    int remove(int directory, byte[] name);

    /** Removes an empty directory. */
    int removeDirectory(int directory, byte[] name);
}
