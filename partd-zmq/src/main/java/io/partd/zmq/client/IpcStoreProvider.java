package io.partd.zmq.client;

import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.io.IOException;

/**
 * Opens a {@link ClientStore} by {@code ipc:///path} and {@code ipc:///path?timeout=30s&pipeline=8m}. The options are
 * {@code timeout}, {@code pipeline}, {@code curve-server} and {@code curve-key}, the latter two the names of
 * certificates, the server's public one and the client's secret one.
 */
public final class IpcStoreProvider implements StoreProvider {

    /** For the service loader. */
    public IpcStoreProvider() {}

    @Override
    public String scheme() {
        return "ipc";
    }

    @Override
    public Store open(StoreUri uri) throws IOException {
        return ClientUri.open(uri);
    }
}
