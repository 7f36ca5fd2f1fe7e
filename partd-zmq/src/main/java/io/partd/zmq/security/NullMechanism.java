package io.partd.zmq.security;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** No security: both sides say what kind of socket they are, and that is all (RFC 23, mechanism {@code NULL}). */
public final class NullMechanism implements Mechanism {

    private final Map<String, String> own;
    private @Nullable Map<String, byte[]> properties;

    /**
     * Makes the mechanism for one connection.
     *
     * @param own what this side says of itself, such as {@code Socket-Type}; ASCII
     */
    public NullMechanism(Map<String, String> own) {
        this.own = Map.copyOf(own);
    }

    @Override
    public String name() {
        return "NULL";
    }

    @Override
    public boolean isServer() {
        return false;
    }

    @Override
    public byte[] begin() {
        return Commands.encode(Commands.READY, Properties.encode(own));
    }

    @Override
    public byte @Nullable [] answer(byte[] command) throws HandshakeException {
        properties = Properties.decode(Commands.body(command, Commands.READY));
        return null;
    }

    @Override
    public boolean isReady() {
        return properties != null;
    }

    @Override
    public Map<String, byte[]> properties() {
        return properties == null ? Map.of() : properties;
    }

    @Override
    public @Nullable Sealing sealing() {
        return null;
    }
}
