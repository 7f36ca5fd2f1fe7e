package io.partd.log;

import io.partd.Durability;
import io.partd.Store;
import java.io.IOException;
import java.nio.file.Path;

/** Opens logs whose segments and lists are so small that everything happens all the time. */
public final class SmallLog {

    private SmallLog() {}

    /** Opens one. */
    public static Store open(Path directory) throws IOException {
        return open(directory, "NEVER", 3000, 10);
    }

    /** Opens one with a {@link Durability} of a name, and sizes of segments and lists. */
    public static Store open(Path directory, String fsync, long segmentBytes, int mostRecent) throws IOException {
        return LogStore.open(directory, Durability.valueOf(fsync), new Log.Options(segmentBytes, mostRecent));
    }
}
