package io.partd.zmq.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What a peer says of itself in a handshake: names and values, as the ZMTP 3.0 specification (RFC 23) encodes them. */
final class Properties {

    private static final int MOST = 32;

    private Properties() {}

    /** Encodes one property after the other. */
    static byte[] encode(Map<String, String> properties) {
        int length = 0;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            length += 1
                    + property.getKey().length()
                    + Integer.BYTES
                    + property.getValue().length();
        }
        ByteBuffer encoded = ByteBuffer.allocate(length);
        properties.forEach((name, value) -> encoded.put((byte) name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(value.length())
                .put(value.getBytes(StandardCharsets.US_ASCII)));
        return encoded.array();
    }

    /** Decodes all that remains in a buffer. */
    static Map<String, byte[]> decode(ByteBuffer encoded) throws HandshakeException {
        Map<String, byte[]> properties = new HashMap<>();
        while (encoded.hasRemaining()) {
            int nameLength = encoded.get() & 0xFF;
            if (nameLength == 0 || encoded.remaining() < nameLength + Integer.BYTES || properties.size() == MOST) {
                throw new HandshakeException("malformed properties in the handshake");
            }
            byte[] name = new byte[nameLength];
            encoded.get(name);
            int valueLength = encoded.getInt();
            if (valueLength < 0 || valueLength > encoded.remaining()) {
                throw new HandshakeException("a property in the handshake claims " + Integer.toUnsignedLong(valueLength)
                        + " bytes; there are " + encoded.remaining());
            }
            byte[] value = new byte[valueLength];
            encoded.get(value);
            properties.put(new String(name, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT), value);
        }
        return properties;
    }
}
