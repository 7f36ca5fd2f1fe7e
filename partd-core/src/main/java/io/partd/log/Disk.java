package io.partd.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The directory of a log, and everything that is done to the files in it. There is one in the system, and one in the
 * tests that fails and crashes on demand. Thread-safe.
 */
interface Disk extends Closeable {

    /** Tells whether nothing can be changed here; what would change something throws then. */
    boolean isReadOnly();

    /** Returns the directory, for messages. */
    Path path();

    /** Returns the names of what is in the directory. */
    Set<String> names() throws IOException;

    /** Makes a file that must not exist yet. */
    DiskFile create(String name) throws IOException;

    /**
     * Opens a file.
     *
     * @throws NoSuchFileException if there is none
     */
    DiskFile open(String name) throws IOException;

    /** Gives a file another name, in one step, in place of one that has it. */
    void rename(String from, String to) throws IOException;

    /** Removes a file; no effect if there is none. Who has it open keeps it. */
    void remove(String name) throws IOException;

    /** Brings the names in the directory to the disk, and its own. */
    void sync() throws IOException;

    /** Returns a number that differs from one start of the system to the next, and is not 0. */
    long boot();

    /** Returns what excludes the other processes that use the directory; the same object each time. */
    Processes processes();

    @Override
    void close();
}
