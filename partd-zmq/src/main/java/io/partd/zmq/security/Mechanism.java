package io.partd.zmq.security;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One side of one connection's security handshake, after the greetings. Commands are whole bodies of ZMTP command
 * frames, from the length of the name on. For one thread.
 */
public interface Mechanism {

    /** Returns the name in the greeting, {@code NULL} or {@code CURVE}. */
    String name();

    /** Tells whether this side says in the greeting that it is the server. */
    boolean isServer();

    /**
     * Returns the command that this side begins with, null if it waits for the other's. To be called once, first.
     *
     * @throws HandshakeException if there can be no handshake, for want of a usable key
     */
    byte @Nullable [] begin() throws HandshakeException;

    /**
     * Takes the other side's next command.
     *
     * @return the command to answer, null if there is none
     * @throws HandshakeException if that ends the handshake; the {@linkplain HandshakeException#farewell last command}
     *     is to be sent, if there is one, and the connection to be closed
     */
    byte @Nullable [] answer(byte[] command) throws HandshakeException;

    /** Tells whether the handshake is over, once the last answer is sent. */
    boolean isReady();

    /** Returns what the other side has said of itself, such as {@code Socket-Type}; the names are lower case. */
    Map<String, byte[]> properties();

    /** Returns what is done to each frame after the handshake; null if frames go as they are. */
    @Nullable
    Sealing sealing();
}
