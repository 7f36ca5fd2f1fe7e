package io.partd.zmq.security;

/** How the frames of a connection are encrypted. One thread may seal while another one opens. */
public interface Sealing {

    /** Returns by how many bytes a sealed frame is longer than what is in it. */
    int overhead();

    /** Returns where in an opened frame that what was in it begins. */
    int offset();

    /**
     * Seals a frame.
     *
     * @param more whether another frame of the same message follows
     * @param content has the frame's content from {@code offset()} on, and room for what comes before and behind, in
     *     all {@code length + overhead()} bytes from its beginning; is changed to what is to be sent
     * @param length of the frame's content
     */
    void seal(boolean more, byte[] content, int length);

    /**
     * Opens a frame, in place: what was in it is from {@code offset()} on, {@code length - overhead()} bytes.
     *
     * @param length of the frame as it was received
     * @return whether another frame of the same message follows
     * @throws HandshakeException if it was not sealed by the other side, is not the next one, or was changed
     */
    boolean open(byte[] frame, int length) throws HandshakeException;
}
