package io.partd;

import java.io.IOException;

/**
 * Opens the stores of one URI scheme. A module adds a kind of store by providing this service: {@code provides
 * io.partd.StoreProvider with …} in its {@code module-info} and the same in {@code META-INF/services}. Where two have
 * the same scheme, the first one found counts. An instance is made for each store that is opened.
 */
public interface StoreProvider {

    /** Returns the scheme, lower case, as it stands before the colon: {@code file}. */
    String scheme();

    /**
     * Opens the store.
     *
     * @throws IllegalArgumentException if the URI's path or an option makes no sense for this scheme
     * @throws IOException if the store cannot be opened
     */
    Store open(StoreUri uri) throws IOException;
}
