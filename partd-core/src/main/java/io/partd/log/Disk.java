package io.partd.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a log, and all operations on its files. {@link SystemDisk} is one in the file system; the tests have
 * one that fails and crashes on demand. Thread-safe.
 */
interface Disk extends Closeable {

    /** Returns whether nothing can be changed here; methods that change something throw then. */
    boolean isReadOnly();

    /** Returns the directory, for messages. */
    Path path();

    /** Returns the names of the files in the directory. */
    Set<String> names() throws IOException;

    /** Makes a file that must not exist yet. */
    File create(String name) throws IOException;

    /**
     * Opens a file.
     *
     * @throws NoSuchFileException if it is missing
     */
    File open(String name) throws IOException;

    /** Renames a file in one step, and replaces the file that has the new name. */
    void rename(String from, String to) throws IOException;

    /** Removes a file if it exists. Processes that have it open can still use it. */
    void remove(String name) throws IOException;

    /** Syncs the names in the directory, and the directory's own name. */
    void sync() throws IOException;

    /** Returns a number that identifies this boot of the system. It is not 0. */
    long boot();

    /** Returns the other processes that use the directory; the same object each time. */
    Processes processes();

    @Override
    void close();

    /**
     * An open file of a log. Numbers in it are little-endian. A thread or process that reads a value with
     * {@link #published} sees all that another one wrote before it stored the value with {@link #publish}.
     *
     * <p>Positions must lie within the file; the log keeps track of its length.
     */
    interface File extends Closeable {

        /** Returns the present length. */
        long length() throws IOException;

        /** Allocates blocks up to a length, so that a write before it cannot fail for lack of space. */
        void allocate(long length) throws IOException;

        void truncate(long length) throws IOException;

        /** Writes a part of a direct buffer, and leaves the buffer's position as it is. */
        void write(long at, ByteBuffer source, int from, int count) throws IOException;

        /** Copies bytes into an array. */
        void read(long at, byte[] target, int from, int count) throws IOException;

        /**
         * Returns a part of the file as a buffer, readable until the file is closed. All its pages are in memory.
         *
         * @return null if only {@link #read} can read the part
         */
        @Nullable
        ByteBuffer view(long at, int count) throws IOException;

        int readInt(long at) throws IOException;

        /** Loads the eight bytes at a multiple of eight, with acquire semantics. */
        long published(long at) throws IOException;

        /** Stores eight bytes at a multiple of eight, at once, with release semantics, in allocated space. */
        void publish(long at, long value) throws IOException;

        /** Closes the descriptor and keeps the mapped memory. From now on the file is only read, and does not grow. */
        void closeDescriptor() throws IOException;

        /** Syncs the contents if the descriptor is open; returns whether it did. */
        boolean sync() throws IOException;

        @Override
        void close();
    }

    /** Thrown when the disk cannot read or write a part of an open file. Only this part is damaged. */
    final class UnreadableException extends FileSystemException {

        private static final long serialVersionUID = 1L;

        UnreadableException(Path path, long at, InternalError cause) {
            super(
                    path.toString(),
                    null,
                    "cannot be read or written at byte " + at + ": the disk failed, or somebody cut the file");
            initCause(cause);
        }
    }
}
