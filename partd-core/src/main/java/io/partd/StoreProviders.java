package io.partd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Finds the provider for a scheme. */
final class StoreProviders {

    private StoreProviders() {}

    static Store open(StoreUri uri) throws IOException {
        Map<String, StoreProvider> known = new TreeMap<>();
        for (StoreProvider provider : ServiceLoader.load(StoreProvider.class, StoreProvider.class.getClassLoader())) {
            known.putIfAbsent(provider.scheme(), provider);
        }
        StoreProvider provider = known.get(uri.scheme());
        if (provider == null) {
            throw new IllegalArgumentException(
                    "no store for scheme '" + uri.scheme() + "' in " + uri + "; known schemes are " + known.keySet());
        }
        return provider.open(uri);
    }

    /** Opens a store in a folder. */
    static Store openFolder(String scheme, Path directory) throws IOException {
        if (!directory.getFileSystem().equals(FileSystems.getDefault())) {
            throw new IllegalArgumentException(directory + " is of " + directory.getFileSystem() + "; a " + scheme
                    + " store is a folder of the system");
        }
        return open(new StoreUri(scheme, directory.toAbsolutePath().toString(), Map.of()));
    }

    /** Opens a store whose provider does no input or output. */
    static Store openUnfailing(StoreUri uri) {
        try {
            return open(uri);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
