package io.partd.cli.shuffle;

import io.partd.shuffle.BatchSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** How partitions lie in a folder. */
interface Layout {

    /** Opens an empty folder for writing partitions into it. */
    Writing write(Path folder) throws IOException;

    /**
     * Checks that there is nothing in a folder but what this layout writes, so that it may be deleted.
     *
     * @throws IOException if there is; the message names it
     */
    void requireOwn(Path folder) throws IOException;

    /**
     * Adds what another folder of this layout holds, all or nothing.
     *
     * @throws IOException if the two don't go together, or it fails; nothing was added then
     */
    void append(Path from, Path to) throws IOException;

    /** A folder being written. Closing it leaves it complete. */
    interface Writing extends BatchSink, Closeable {}
}
