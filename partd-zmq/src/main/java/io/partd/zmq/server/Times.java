package io.partd.zmq.server;

/**
 * How long clients have, in milliseconds.
 *
 * @param handshakeMillis for the handshake
 * @param firstMessageMillis for the message that says what dialect they speak
 * @param sectionMillis to say something, while they hold a section
 * @param graceMillis to be done, when the server stops
 */
record Times(long handshakeMillis, long firstMessageMillis, long sectionMillis, long graceMillis) {

    /** What all servers have but those of tests. */
    static final Times USUAL = new Times(10_000, 30_000, 30_000, 10_000);
}
