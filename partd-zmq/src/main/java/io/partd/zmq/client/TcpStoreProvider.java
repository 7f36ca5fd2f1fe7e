package io.partd.zmq.client;

import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.io.IOException;

/**
 * Opens a {@link ClientStore} by {@code tcp://host:5555} and {@code tcp://host:5555?timeout=30s&pipeline=8m}. The
 * options are {@code timeout}, {@code pipeline}, {@code curve-server} and {@code curve-key}, the latter two the names
 * of certificates, the server's public one and the client's secret one.
 */
public final class TcpStoreProvider implements StoreProvider {

    /** For the service loader. */
    public TcpStoreProvider() {}

    @Override
    public String scheme() {
        return "tcp";
    }

    @Override
    public Store open(StoreUri uri) throws IOException {
        return ClientUri.open(uri);
    }
}
