package io.partd.file;

import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Opens {@code file:folder} and {@code file:folder?fsync=true}. The folder is absolute or relative:
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
        return FileStore.open(folder(uri), uri.flag(FSYNC) ? Durability.SYNCED : Durability.CACHED);
    }

    private static Path folder(StoreUri uri) {
        String path = uri.path();
        if (path.startsWith("//") && !path.startsWith("///")) {
            throw new IllegalArgumentException(
                    uri + " names the host '" + path.substring(2).split("/", 2)[0]
                            + "'; write file:/folder or file:///folder for an absolute folder");
        }
        if (path.isEmpty()) {
            throw new IllegalArgumentException(uri + " names no folder; write file:folder, as in file:/data/trips");
        }
        return Path.of(path);
    }
}
