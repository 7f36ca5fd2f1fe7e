package io.partd.log;

import io.partd.Durability;
import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.io.IOException;
import java.util.Set;

/**
 * Opens {@code log:directory} and {@code log:directory?fsync=flush}. The option {@code fsync} is {@code never},
 * {@code flush} or {@code batch}; see {@link Durability}. The directory is absolute or relative:
 * {@code log:/data/trips}, {@code log:///data/trips}, {@code log:trips}.
 */
public final class LogStoreProvider implements StoreProvider {

    /** Makes the provider; the service loader calls it. */
    public LogStoreProvider() {}

    @Override
    public String scheme() {
        return "log";
    }

    @Override
    public Store open(StoreUri uri) throws IOException {
        uri.options().requireOnly(Set.of("fsync"));
        return LogStore.open(uri.directory(), Durability.of(uri.options()));
    }
}
