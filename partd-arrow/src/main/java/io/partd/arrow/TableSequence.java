package io.partd.arrow;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tables that are read one after the other. */
interface TableSequence extends Closeable {

    /** Reads the next table, which is the caller's; null if there is none left. */
    @Nullable
    Table next() throws IOException;
}
