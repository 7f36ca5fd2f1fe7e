package io.partd.zmq.security;

import io.partd.zmq.CurveKeys;
import io.partd.zmq.CurvePublicKey;
import java.util.Map;
import java.util.function.Predicate;

/** A client and a server of CURVE, whose commands a test hands to and fro. */
final class Pair {

    static final CurveKeys CLIENT = CurveKeys.generate();
    static final CurveKeys SERVER = CurveKeys.generate();
    static final Predicate<CurvePublicKey> ANYBODY = key -> true;

    final CurveClient client;
    final CurveServer server;

    Pair(CurveClient client, CurveServer server) {
        this.client = client;
        this.server = server;
    }

    static Pair of(Predicate<CurvePublicKey> allowed) {
        return new Pair(
                new CurveClient(CLIENT, SERVER.publicKey(), Map.of("Socket-Type", "DEALER", "Identity", "me")),
                new CurveServer(SERVER, allowed, Map.of("Socket-Type", "ROUTER")));
    }

    /** Does the whole handshake. */
    static Pair ready() throws HandshakeException {
        Pair pair = of(ANYBODY);
        pair.client.answer(pair.ready(pair.initiate(pair.welcome(pair.hello()))));
        return pair;
    }

    byte[] hello() throws HandshakeException {
        return client.begin();
    }

    byte[] welcome(byte[] hello) throws HandshakeException {
        return server.answer(hello);
    }

    byte[] initiate(byte[] welcome) throws HandshakeException {
        return client.answer(welcome);
    }

    byte[] ready(byte[] initiate) throws HandshakeException {
        return server.answer(initiate);
    }
}
