package io.partd.file;

import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.io.IOException;
import java.util.Set;

/**
 * Opens {@code file:directory} and {@code file:directory?fsync=true}. The directory is absolute or relative:
 * {@code file:/data/trips}, {@code file:///data/trips}, {@code file:trips}.
 */
public final class FileStoreProvider implements StoreProvider {

    private static final String FSYNC = "fsync";

    /** For the service loader. */
    public FileStoreProvider() {}

    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public Store open(StoreUri uri) throws IOException {
        uri.requireOptions(Set.of(FSYNC));
        return FilePerKeyStore.open(uri.directory(), uri.flag(FSYNC) ? Durability.SYNCED : Durability.CACHED);
    }
}
