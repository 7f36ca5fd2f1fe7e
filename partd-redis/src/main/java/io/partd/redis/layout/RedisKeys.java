package io.partd.redis.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.InvalidKeyException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keys as the servers get them, checked before they are sent. */
public final class RedisKeys {

    /** What is left of the engine's limit for a name when ours is taken off; no server should meet longer ones. */
    private static final int LONGEST = 1 << 20;

    private RedisKeys() {}

    /**
     * Checks that a key can be stored.
     *
     * @throws InvalidKeyException if it is empty, too long, or has half a surrogate pair, which UTF-8 lacks
     */
    public static void check(String key) throws InvalidKeyException {
        if (key.isEmpty()) {
            throw new InvalidKeyException(key, "a key must have at least one character");
        }
        if (key.length() > LONGEST) {
            throw new InvalidKeyException(
                    key, "it has " + key.length() + " characters, and may have " + LONGEST + " at most");
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

    /** Returns a copy of keys that can be stored, in their order. */
    public static List<String> checked(Collection<String> keys) throws InvalidKeyException {
        List<String> checked = new ArrayList<>(keys);
        for (String key : checked) {
            check(key);
        }
        return checked;
    }

    /**
     * Returns a copy of keys that can be stored, each given once.
     *
     * @throws IllegalArgumentException if one is given twice
     */
    public static List<String> distinct(List<String> keys) throws InvalidKeyException {
        List<String> checked = checked(keys);
        Set<String> seen = new HashSet<>();
        for (String key : checked) {
            if (!seen.add(key)) {
                throw new IllegalArgumentException("key '" + key + "' is given twice; a value can be popped only once");
            }
        }
        return checked;
    }

    public static byte[] encode(String key) {
        return key.getBytes(UTF_8);
    }

    /** Returns the exception for a name that somebody else uses. */
    public static IOException inTheWay(String key, String reason) {
        return new IOException("key '" + key + "': at its name in the server lies what is no value of a partd: "
                + reason + "; delete it there, or use another dataset; the call had no effect");
    }
}
