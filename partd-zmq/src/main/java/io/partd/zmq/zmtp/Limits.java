package io.partd.zmq.zmtp;

/**
 * What a connection may take.
 *
 * @param blocks the memory for what is received, shared with others
 * @param longestMessage the most bytes that one message may have, with its frames' headers
 * @param gathered the most bytes that wait to be sent at once
 * @param handshakeMillis how long the handshake may take
 * @param stallMillis how long nothing may move within a message, in either direction
 */
public record Limits(Blocks blocks, long longestMessage, int gathered, long handshakeMillis, long stallMillis) {

    /** Returns the same with another time for the handshake. */
    Limits withHandshake(long millis) {
        return new Limits(blocks, longestMessage, gathered, millis, stallMillis);
    }
}
