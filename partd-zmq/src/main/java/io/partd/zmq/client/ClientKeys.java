package io.partd.zmq.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.InvalidKeyException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks of keys before they are sent. */
final class ClientKeys {

    private ClientKeys() {}

    /**
     * Checks that a key can be sent.
     *
     * @throws InvalidKeyException if it is empty, or has half a surrogate pair, which UTF-8 lacks
     */
    static void check(String key) throws InvalidKeyException {
        if (key.isEmpty()) {
            throw new InvalidKeyException(key, "a key must have at least one character");
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (Character.isSurrogate(c)) {
                if (i + 1 == key.length() || !Character.isSurrogatePair(c, key.charAt(i + 1))) {
                    throw new InvalidKeyException(
                            key,
                            "it has half a surrogate pair, \\u" + Integer.toHexString(c) + ", which UTF-8 cannot hold");
                }
                i++;
            }
        }
    }

    /** Returns a copy of keys that can be sent. */
    static List<String> checked(Collection<String> keys) throws InvalidKeyException {
        List<String> checked = new ArrayList<>(keys);
        for (String key : checked) {
            check(key);
        }
        return checked;
    }

    /**
     * Returns a copy of keys that can be sent, each given once.
     *
     * @throws IllegalArgumentException if one is given twice
     */
    static List<String> distinct(List<String> keys) throws InvalidKeyException {
        List<String> checked = checked(keys);
        Set<String> seen = new HashSet<>();
        for (String key : checked) {
            if (!seen.add(key)) {
                throw new IllegalArgumentException("key '" + key + "' is given twice; a value can be popped only once");
            }
        }
        return checked;
    }

    /** Returns how many bytes a key that can be sent has then. */
    static int encodedLength(String key) {
        int length = key.length();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c >= 0x80) {
                // A pair of surrogates, two characters, has four bytes.
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }

    /** Returns a key as it is sent. */
    static byte[] encode(String key) {
        return key.getBytes(UTF_8);
    }
}
