package io.partd.zmq.client;

import io.partd.Options;
import io.partd.Store;
import io.partd.StoreUri;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.CurvePublicKey;
import io.partd.zmq.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** A server's address with the client's options behind it, as in {@code tcp://host:5555?timeout=30s&pipeline=8m}. */
final class ClientUri {

    private static final String TIMEOUT = "timeout";
    private static final String PIPELINE = "pipeline";
    private static final String CURVE_SERVER = "curve-server";
    private static final String CURVE_KEY = "curve-key";

    private ClientUri() {}

    /** Opens the client. */
    static Store open(StoreUri uri) throws IOException {
        uri.options().requireOnly(Set.of(TIMEOUT, PIPELINE, CURVE_SERVER, CURVE_KEY));
        Endpoint endpoint = Endpoint.of(uri.scheme() + ":" + uri.path());
        return ClientStore.open(endpoint, options(uri));
    }

    private static ClientOptions options(StoreUri uri) throws IOException {
        Options given = uri.options();
        ClientOptions options = ClientOptions.defaults();
        options = given.time(TIMEOUT).map(options::timeout).orElse(options);
        options = given.size(PIPELINE).map(options::pipeline).orElse(options);
        Optional<Path> server = given.text(CURVE_SERVER).map(Path::of);
        Optional<Path> key = given.text(CURVE_KEY).map(Path::of);
        if (server.isPresent()) {
            CurveKeys own = key.isEmpty() ? CurveKeys.generate() : CurveKeys.read(key.get());
            return options.curve(own, CurvePublicKey.read(server.get()));
        }
        if (key.isPresent()) {
            throw new IllegalArgumentException("option " + CURVE_KEY + " in " + uri + " needs " + CURVE_SERVER
                    + "=FILE, the server's public key, beside it");
        }
        return options;
    }
}
