package io.partd.log;

import io.partd.Store;
import java.io.IOException;
import java.nio.file.Path;

/** Opens logs whose segments and lists are so small that everything happens all the time. */
public final class SmallLog {

    private SmallLog() {}

    /** Opens one. */
    public static Store open(Path folder) throws IOException {
        return LogStore.open(folder, Fsync.NEVER, new LogOptions(3000, 10));
    }
}
