package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.file.Path;

/** How partitions that are written as bytes, bit by bit, lie in a directory. */
interface BytesLayout extends Layout {

    /** Opens an empty directory for writing partitions into it. */
    Writing write(Path directory) throws IOException;
}
