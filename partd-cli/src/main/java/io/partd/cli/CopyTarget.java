package io.partd.cli;

import io.partd.Store;
import java.io.Closeable;
import java.io.IOException;
import java.util.Set;

/** Where copies go. */
interface CopyTarget extends Closeable {

    /** Returns the store to append to. */
    Store store();

    /** Makes what was copied stay. */
    void finish() throws IOException;

    /**
     * Takes back what was copied.
     *
     * @param keys all that may have been copied and were not there before
     * @return what was done, for a message
     */
    String undo(Set<String> keys);

    /**
     * Leaves what was appended to keys that were there before, which cannot be taken back.
     *
     * @return what there is, for a message
     */
    String keep();
}
