package io.partd.zmq.security;

/**
 * How the frames of a connection are encrypted. What is a message frame or a command inside is a frame without any
 * flags outside. One thread may seal while another one opens.
 */
public interface Sealing {

    /** Another frame of the same message follows. */
    int MORE = 1;
    /** The frame is a command, such as {@code PING}, and no part of a message. */
    int COMMAND = 2;

    /** Returns by how many bytes a sealed frame is longer than what is in it. */
    int overhead();

    /** Returns where in an opened frame that what was in it begins. */
    int offset();

    /**
     * Seals a frame.
     *
     * @param flags {@link #MORE}, {@link #COMMAND} or 0
     * @param content has the frame's content from {@code offset()} on, and room for what comes before and behind, in
     *     all {@code length + overhead()} bytes from its beginning; is changed to what is to be sent
     * @param length of the frame's content
     */
    void seal(int flags, byte[] content, int length);

    /**
     * Opens a frame, in place: what was in it is from {@code offset()} on, {@code length - overhead()} bytes.
     *
     * @param length of the frame as it was received
     * @return {@link #MORE}, {@link #COMMAND} or 0
     * @throws HandshakeException if it was not sealed by the other side, is older than one before it, or was changed;
     *     the connection is to be closed
     */
    int open(byte[] frame, int length) throws HandshakeException;
}
