package io.partd.file;

import io.partd.Durability;
import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.io.IOException;
import java.util.Set;

/**
 * Opens {@code file:directory} and {@code file:directory?fsync=batch}. The option {@code fsync} is {@code never} or
 * {@code batch}; see {@link Durability}. With {@code readonly=true} it opens the store read-only. The directory is
 * absolute or relative: {@code file:/data/trips}, {@code file:///data/trips}, {@code file:trips}.
 */
public final class FileStoreProvider implements StoreProvider {

    /** Makes the provider; the service loader calls it. */
    public FileStoreProvider() {}

    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public Store open(StoreUri uri) throws IOException {
        if (uri.options().flag("readonly")) {
            uri.options().requireOnly(Set.of("readonly"));
            return FilePerKeyStore.openReadOnly(uri.directory());
        }
        uri.options().requireOnly(Set.of("fsync", "readonly"));
        return FilePerKeyStore.open(uri.directory(), Durability.of(uri.options()));
    }
}
