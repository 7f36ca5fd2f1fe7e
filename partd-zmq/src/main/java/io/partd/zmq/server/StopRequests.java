package io.partd.zmq.server;

/**
 * What a server does when a client asks it to stop, by the command {@code close} of Python's wire or our {@code stop}.
 */
public enum StopRequests {
    /** It stops, as Python's server does. */
    HONOURED,
    /** It answers with an error, and goes on. */
    REFUSED
}
