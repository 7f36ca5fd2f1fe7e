package io.partd.memory;

import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.util.Set;

/** Opens stores in memory, for {@code memory:}; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class MemoryStoreProvider implements StoreProvider {

    /** Makes the provider. */
    public MemoryStoreProvider() {}

    @Override
    public String scheme() {
        return "memory";
    }

    /**
     * Makes a new, empty store, which shares nothing with other stores.
     *
     * @throws IllegalArgumentException if the URI has a path or an option
     */
    @Override
    public Store open(StoreUri uri) {
        uri.options().requireOnly(Set.of());
        if (!uri.path().isEmpty()) {
            throw new IllegalArgumentException(
                    "path '" + uri.path() + "' in " + uri + "; a store in memory has none, write memory:");
        }
        return new MemoryStore();
    }
}
