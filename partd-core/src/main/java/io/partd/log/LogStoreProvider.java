package io.partd.log;

import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.io.IOException;
import java.util.Set;

/**
 * Opens {@code log:directory} and {@code log:directory?fsync=flush}; {@code fsync} is {@code never}, {@code flush} or
 * {@code batch}, see {@link Fsync}. The directory is absolute or relative: {@code log:/data/trips},
 * {@code log:///data/trips}, {@code log:trips}.
 */
public final class LogStoreProvider implements StoreProvider {

    private static final String FSYNC = "fsync";

    /** For the service loader. */
    public LogStoreProvider() {}

    @Override
    public String scheme() {
        return "log";
    }

    @Override
    public Store open(StoreUri uri) throws IOException {
        uri.requireOptions(Set.of(FSYNC));
        return LogStore.open(uri.directory(), Fsync.of(uri.options().getOrDefault(FSYNC, Fsync.NEVER.option())));
    }
}
