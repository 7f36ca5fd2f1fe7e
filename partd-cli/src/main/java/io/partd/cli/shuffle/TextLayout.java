package io.partd.cli.shuffle;

import io.partd.shuffle.BatchSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** How partitions of text lie in a folder. */
interface TextLayout extends Layout {

    /** Opens an empty folder for writing partitions into it. */
    Writing write(Path folder) throws IOException;

    /** A folder being written. Closing it leaves it complete. */
    interface Writing extends BatchSink, Closeable {}
}
