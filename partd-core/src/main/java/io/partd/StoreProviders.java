package io.partd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** Finds the provider for a scheme. */
final class StoreProviders {

    /** The schemes of servers, whose provider is in the module partd-zmq. */
    private static final Set<String> SERVERS = Set.of("ipc", "tcp");

    private StoreProviders() {}

    static Store open(StoreUri uri) throws IOException {
        Map<String, StoreProvider> known = new TreeMap<>();
        for (StoreProvider provider : ServiceLoader.load(StoreProvider.class, StoreProvider.class.getClassLoader())) {
            known.putIfAbsent(provider.scheme(), provider);
        }
        StoreProvider provider = known.get(uri.scheme());
        if (provider == null) {
            throw new IllegalArgumentException(
                    "no store for scheme '" + uri.scheme() + "' in " + uri + "; known schemes are " + known.keySet()
                            + (SERVERS.contains(uri.scheme()) ? "; add partd-zmq to the path for servers" : ""));
        }
        return provider.open(uri);
    }

    /** Connects to a server. */
    static Store openClient(StoreUri uri) throws IOException {
        if (!SERVERS.contains(uri.scheme())) {
            throw new IllegalArgumentException(
                    uri
                            + " is not the address of a server; write tcp://host:port, as in tcp://127.0.0.1:5555, or ipc:///path");
        }
        return open(uri);
    }

    /** Opens a store in a directory. */
    static Store openDirectory(String scheme, Path directory) throws IOException {
        if (!directory.getFileSystem().equals(FileSystems.getDefault())) {
            throw new IllegalArgumentException(directory + " is of " + directory.getFileSystem() + "; a " + scheme
                    + " store is a directory of the system");
        }
        return open(new StoreUri(scheme, directory.toAbsolutePath().toString(), Options.none()));
    }

    /** Opens a store whose provider performs no I/O. */
    static Store openUnfailing(StoreUri uri) {
        try {
            return open(uri);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
