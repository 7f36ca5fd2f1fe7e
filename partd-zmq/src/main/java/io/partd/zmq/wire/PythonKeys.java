package io.partd.zmq.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.InvalidKeyException;

/** Keys in Python's dialect: the parts of {@code a/b}, the tuple {@code ('a', 'b')}, have {@code -|-} between them. */
public final class PythonKeys {

    private static final String PARTS = "/";
    private static final String WIRE_PARTS = "-|-";

    private PythonKeys() {}

    /** Returns the key that a text on the wire stands for. */
    public static String ofWire(String text) {
        return text.replace(WIRE_PARTS, PARTS);
    }

    /**
     * Returns a key as it is sent.
     *
     * @throws InvalidKeyException if it would be taken for another one
     */
    public static byte[] toWire(String key) throws InvalidKeyException {
        String wire = key.replace(PARTS, WIRE_PARTS);
        String taken = ofWire(wire);
        if (!taken.equals(key)) {
            throw new InvalidKeyException(
                    key,
                    "'" + WIRE_PARTS + "' separates the parts of a key on Python's wire; it would be taken for '"
                            + taken + "'");
        }
        return wire.getBytes(UTF_8);
    }
}
