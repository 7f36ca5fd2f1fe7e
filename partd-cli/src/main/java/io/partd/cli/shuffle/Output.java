package io.partd.cli.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** What a shuffle makes. Closing it takes back what was not published. */
interface Output extends Closeable {

    /** Returns a directory in which there is room for temporary files. */
    Path parent();

    /** Makes what was written stay. */
    void publish() throws IOException;
}
