package io.partd.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The system calls that the JDK lacks, or offers only with side effects: {@code flock(2)}, and file access relative to
 * an open directory, which an interrupt does not disturb and which follows no symbolic link.
 *
 * <p>Every method returns the kernel's result and throws nothing; a negative result is a negated {@link Errno}. A name
 * is a {@link CString} relative to an open directory, or absolute with {@link #ANYWHERE}. Files are opened
 * close-on-exec. Memory is passed as an {@link #address}; the caller keeps the buffer reachable.
 */
public interface SystemCalls {

    /** Stands for an open directory if the name is absolute. */
    int ANYWHERE = -100;

    /**
     * Returns this system's calls.
     *
     * @throws IOException if the system is not supported; the message names those that are
     */
    static SystemCalls system() throws IOException {
        return LinuxCalls.instance();
    }

    /** Returns the address of a direct buffer's first byte, whatever its position. */
    static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    /** Returns mapped memory as a buffer. The caller must not use it after {@link #unmap}. */
    static ByteBuffer view(long address, int length) {
        return new Pointer(address).getByteBuffer(0, length);
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

    /** Takes the exclusive {@code flock} on an open file, or fails with {@link Errno#EWOULDBLOCK}. */
    int tryLock(int file);

    /**
     * Takes the shared {@code flock} on an open file, downgrading an exclusive one, or fails with
     * {@link Errno#EWOULDBLOCK}.
     */
    int tryShare(int file);

    /** Releases the {@code flock} on an open file. */
    int unlock(int file);

    /** Reads the status of an open file. */
    int status(int file, FileStatus result);

    /** Reads the status of a file by name, without following a symbolic link. */
    int status(int directory, byte[] name, FileStatus result);

    /** Writes from memory; returns the number of bytes written, perhaps fewer than asked for. */
    long write(int file, long address, long count);

    /** Writes from several ranges of memory, an array of {@code struct iovec}; returns the number of bytes written. */
    long gather(int file, long vectors, int count);

    /** Writes from memory to a position in the file; returns the number of bytes written, perhaps fewer. */
    long writeAt(int file, long address, long count, long position);

    /** Reads into memory from a position in the file; returns the number of bytes read, 0 at the end. */
    long read(int file, long address, long count, long position);

    /** Truncates a file to a length. */
    int truncate(int file, long length);

    /**
     * Allocates blocks of the file system for a range of a file, and extends the file to the range's end if it is
     * shorter. Unwritten bytes of the range are zero.
     */
    int allocate(int file, long position, long count);

    /**
     * Maps a range of a file for reading and writing, shared with all other mappings; returns the address. The caller
     * must not touch memory beyond the file's end until the file has grown.
     *
     * @param position a multiple of the page size
     */
    long map(int file, long position, long count);

    /** As {@link #map}, for reading only; the file may be open for reading only. */
    long mapToRead(int file, long position, long count);

    /** Ends a mapping. */
    int unmap(long address, long count);

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

    /** Returns the effective user of this process. */
    int user();
}
