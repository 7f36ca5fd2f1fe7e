package io.partd.zmq.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The commands of a handshake: a name with its length before it, and a body. */
final class Commands {

    static final String READY = "READY";
    static final String ERROR = "ERROR";
    /** The reason in an {@code ERROR}, as RFC 27 of ZeroMQ numbers them, for a key that is not allowed. */
    static final String NOT_ALLOWED = "400";

    private Commands() {}

    /** Encodes a command; the parts of its body are joined. */
    static byte[] encode(String name, byte[]... body) {
        int length = 1 + name.length();
        for (byte[] part : body) {
            length += part.length;
        }
        ByteBuffer command =
                ByteBuffer.allocate(length).put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : body) {
            command.put(part);
        }
        return command.array();
    }

    /** Encodes an {@code ERROR}. */
    static byte[] error(String reason) {
        return encode(ERROR, new byte[] {(byte) reason.length()}, reason.getBytes(StandardCharsets.US_ASCII));
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
            String text = printable(new String(command, body.position(), reason, StandardCharsets.US_ASCII));
            throw new HandshakeException("the other side refused the connection: "
                    + (text.equals(NOT_ALLOWED) ? text + ", it does not allow this side's public key" : text));
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
