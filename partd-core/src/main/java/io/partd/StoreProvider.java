package io.partd;

import java.io.IOException;

/**
 * Opens the stores of one URI scheme. A module adds a kind of store by providing this service: {@code provides
 * io.partd.StoreProvider with …} in its {@code module-info}, and the same in {@code META-INF/services}. If two
 * providers have the same scheme, the first one found is used. Each opening makes a new instance.
 */
public interface StoreProvider {

    /** Returns the scheme in lower case, the part of the URI before the colon: {@code file}. */
    String scheme();

    /**
     * Opens the store.
     *
     * @throws IllegalArgumentException if the URI's path or an option is not valid for this scheme
     * @throws IOException if the store cannot be opened
     */
    Store open(StoreUri uri) throws IOException;
}
