package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.file.Path;

/** How partitions that are written as bytes, bit by bit, lie in a folder. */
interface BytesLayout extends Layout {

    /** Opens an empty folder for writing partitions into it. */
    Writing write(Path folder) throws IOException;
}
