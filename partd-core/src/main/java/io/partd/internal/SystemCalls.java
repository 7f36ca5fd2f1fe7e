package io.partd.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The few calls to the operating system that the JDK does not offer, or offers only with side effects:
 * {@code flock(2)}, and file access relative to an open directory that an interrupt does not disturb and that follows
 * no symbolic link.
 *
 * <p>Every method returns what the kernel does, never throws: a negative result is a negated {@link Errno}. A name is
 * relative to an open directory, or absolute with {@link #ANYWHERE}, and comes from {@link CString}. Files are opened
 * close-on-exec. Memory is given as an address, see {@link #address}; the caller keeps the buffer reachable.
 */
public interface SystemCalls {

    /** In place of an open directory, for absolute names. */
    int ANYWHERE = -100;

    /**
     * Returns this system's calls.
     *
     * @throws IOException if the system is not one that they are known for; the message says which are
     */
    static SystemCalls system() throws IOException {
        return LinuxCalls.instance();
    }

    /** Returns the address of a direct buffer's first byte, whatever its position. */
    static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    /** Returns mapped memory as a buffer, which must not be touched after {@link #unmap}. */
    static ByteBuffer view(long address, int length) {
        return new Pointer(address).getByteBuffer(0, length);
    }

    /** Opens a directory, itself no symbolic link; returns the descriptor. */
    int openDirectory(int directory, byte[] name);

    /** Opens a file for reading, not waiting for the other end should it be a pipe; returns the descriptor. */
    int openToRead(int directory, byte[] name);

    /** Opens an existing file so that every write goes to its end; returns the descriptor. */
    int openToAppend(int directory, byte[] name);

    /** Makes a file that must not exist yet and opens it as {@link #openToAppend} does; returns the descriptor. */
    int create(int directory, byte[] name, int mode);

    /** Opens an existing file for reading and writing anywhere in it; returns the descriptor. */
    int openToUpdate(int directory, byte[] name);

    /** Makes a file that must not exist yet and opens it as {@link #openToUpdate} does; returns the descriptor. */
    int createToUpdate(int directory, byte[] name, int mode);

    /** Closes a descriptor; it is closed even if the result is an error. */
    int close(int file);

    /** Takes the exclusive {@code flock} on an open file, or fails with {@link Errno#EWOULDBLOCK}. */
    int tryLock(int file);

    /**
     * Takes the shared {@code flock} on an open file, in place of an exclusive one if it is held, or fails with
     * {@link Errno#EWOULDBLOCK}.
     */
    int tryShare(int file);

    /** Lets go of the {@code flock} on an open file. */
    int unlock(int file);

    /** Looks at an open file. */
    int status(int file, FileStatus result);

    /** Looks at a file by name; a symbolic link is looked at itself. */
    int status(int directory, byte[] name, FileStatus result);

    /** Writes from memory; returns the number of bytes written, which may be fewer. */
    long write(int file, long address, long count);

    /** Writes from several places in memory, given as an array of {@code struct iovec}; may write fewer bytes. */
    long gather(int file, long vectors, int count);

    /** Writes from memory to a position in the file; returns the number of bytes written, which may be fewer. */
    long writeAt(int file, long address, long count, long position);

    /** Reads into memory from a position in the file; returns the number of bytes read, 0 at the end. */
    long read(int file, long address, long count, long position);

    /** Cuts a file to a length. */
    int truncate(int file, long length);

    /**
     * Makes the file system set blocks aside for a part of a file, which is zeros where nothing was written, and makes
     * the file as long as that if it is shorter.
     */
    int allocate(int file, long position, long count);

    /**
     * Maps a part of a file for reading and writing, shared with all who map it; returns the address. What lies beyond
     * the file's end must not be touched until the file has grown.
     *
     * @param position a multiple of the page size
     */
    long map(int file, long position, long count);

    /** Ends a mapping. */
    int unmap(long address, long count);

    /** Brings a file's contents, or a directory's entries, to the disk. */
    int sync(int file);

    /** Makes a directory. */
    int makeDirectory(int directory, byte[] name, int mode);

    /** Gives a file of a directory another name in it, in one step, in place of a file that has it. */
    int rename(int directory, byte[] from, byte[] to);

    /** Removes a name that is no directory's. */
    int remove(int directory, byte[] name);

    /** Removes an empty directory. */
    int removeDirectory(int directory, byte[] name);

    /** Returns the effective user of this process. */
    int user();
}
