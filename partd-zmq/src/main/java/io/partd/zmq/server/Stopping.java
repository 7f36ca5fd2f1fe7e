package io.partd.zmq.server;

/** A client's request that the server stop. */
interface Stopping {

    /**
     * Asks for it.
     *
     * @throws UnsupportedOperationException if this server does not do that
     */
    void request();

    /** Lets it happen, if it was asked for: the client has its answer. */
    void afterAnswer();
}
