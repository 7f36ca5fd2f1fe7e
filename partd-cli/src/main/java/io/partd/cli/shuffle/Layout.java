package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.file.Path;

/** How partitions lie in a folder. */
interface Layout {

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
}
