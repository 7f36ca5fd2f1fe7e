package io.partd.log;

import io.partd.Durability;
import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.io.IOException;
import java.util.Set;

/**
 * Opens {@code log:directory} and {@code log:directory?fsync=flush}. The option {@code fsync} is {@code never},
 * {@code flush} or {@code batch}; see {@link Durability}. With {@code readonly=true} it opens the store read-only. The
 * directory is absolute or relative: {@code log:/data/trips}, {@code log:///data/trips}, {@code log:trips}.
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
        if (uri.options().flag("readonly")) {
            uri.options().requireOnly(Set.of("readonly"));
            return LogStore.openReadOnly(uri.directory());
        }
        uri.options().requireOnly(Set.of("fsync", "readonly"));
        return LogStore.open(uri.directory(), Durability.of(uri.options()));
    }
}
