package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.file.Path;

/** How partitions lie in a directory. */
interface Layout {

    /**
     * Checks that there is nothing in a directory but what this layout writes, so that it may be deleted.
     *
     * @throws IOException if there is; the message names it
     */
    void requireOwn(Path directory) throws IOException;

    /**
     * Adds what another directory of this layout holds, all or nothing.
     *
     * @throws IOException if the two don't go together, or it fails; nothing was added then
     */
    void append(Path from, Path to) throws IOException;
}
