package io.partd.cli.shuffle;

import io.partd.shuffle.ShuffleSummary;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a shuffle makes. Closing it takes back what was not published. */
interface Output extends Closeable {

    /** Returns a directory in which there is room for temporary files. */
    Path parent();

    /**
     * Makes what was written stay.
     *
     * @return false if the rows of this run are there already, so that nothing was changed
     */
    boolean publish(ShuffleSummary summary) throws IOException;

    /** Returns what was stored, after it was published. */
    List<Stored> stored();

    /** Returns where ranges begin; null if there are none. */
    default @Nullable List<byte[]> bounds() throws IOException {
        return null;
    }
}
