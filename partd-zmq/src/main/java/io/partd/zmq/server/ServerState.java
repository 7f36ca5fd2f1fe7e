package io.partd.zmq.server;

import io.partd.Store;
import io.partd.zmq.security.Mechanism;
import io.partd.zmq.zmtp.Limits;

/** What all conversations of a server share. */
interface ServerState extends Stopping {

    /** Returns the store; what a client does, it does to that one. */
    Store store();

    /** Returns what a connection may take. */
    Limits limits();

    /** Returns how long clients have. */
    Times times();

    /** Makes the security mechanism for one connection. */
    Mechanism mechanism();

    /** Tells whether connections are encrypted, so that each frame that is sent is held as a whole. */
    boolean isEncrypted();

    /** Returns the clients' sessions. */
    Sessions sessions();

    /** Returns what tells this start of a server from others. */
    byte[] instance();

    /** Returns the log. */
    ServerLog log();
}
