package io.partd.zmq.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The commands of a handshake: a name with its length before it, and a body. */
final class Commands {

    static final String READY = "READY";
    static final String ERROR = "ERROR";

    private Commands() {}

    /** Encodes a command. */
    static byte[] encode(String name, byte[] body) {
        return ByteBuffer.allocate(1 + name.length() + body.length)
                .put((byte) name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put(body)
                .array();
    }

    /**
     * Returns the body of a command that should have a name.
     *
     * @throws HandshakeException if it has another one; it says what an {@code ERROR} says
     */
    static ByteBuffer body(byte[] command, String name) throws HandshakeException {
        int length = command.length == 0 ? 0 : command[0] & 0xFF;
        if (length == 0 || length >= command.length) {
            throw new HandshakeException("malformed command in the handshake; expected " + name);
        }
        String found = new String(command, 1, length, StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.wrap(command, 1 + length, command.length - 1 - length);
        if (found.equals(ERROR)) {
            int reason = body.hasRemaining() ? Math.min(body.get() & 0xFF, body.remaining()) : 0;
            throw new HandshakeException("the other side refused the connection: "
                    + new String(command, body.position(), reason, StandardCharsets.US_ASCII));
        }
        if (!found.equals(name)) {
            throw new HandshakeException("the other side said '" + printable(found) + "' where it should say " + name);
        }
        return body;
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
