package io.partd.codecs.numpy;

import io.partd.CorruptDataException;
import io.partd.Guarantee;
import io.partd.InvalidKeyException;
import io.partd.Section;
import io.partd.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a key's type is stored, and how. */
final class StoredTypes {

    private static final String SUFFIX = ".dtype";
    private static final int LONGEST = 1000;

    private StoredTypes() {}

    /** Returns the key that holds the type of a key's elements. */
    static String key(String key) throws InvalidKeyException {
        if (isOne(key)) {
            throw new InvalidKeyException(
                    key, "a key that ends in " + SUFFIX + " holds the type of another one's elements");
        }
        // The store is to refuse the empty key by its own name.
        return key.isEmpty() ? key : key + SUFFIX;
    }

    /** Begins a section, to read what belongs together, in a store that has sections. */
    static Section lockToRead(Store store) throws IOException {
        return store.guarantees().contains(Guarantee.EXCLUSIVE_SECTIONS) ? store.lock() : () -> {};
    }

    static List<String> keys(Collection<String> keys) throws InvalidKeyException {
        List<String> types = new ArrayList<>(keys.size());
        for (String key : keys) {
            types.add(key(key));
        }
        return types;
    }

    static boolean isOne(String key) {
        return key.endsWith(SUFFIX);
    }

    static byte[] encode(DType dtype) {
        return dtype.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads a type; null if none is stored. */
    static @Nullable DType decode(String key, byte[] text) throws CorruptDataException {
        if (text.length == 0) {
            return null;
        }
        if (text.length > LONGEST) {
            throw new CorruptDataException("key '" + key + "': a dtype of " + text.length + " bytes is none");
        }
        try {
            return DType.of(new String(text, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException("key '" + key + "': " + e.getMessage(), e);
        }
    }

    static CorruptDataException missing(String key, long bytes) {
        return new CorruptDataException(
                "key '" + key + "': " + bytes + " bytes without a dtype; '" + key + SUFFIX + "' has no value");
    }
}
