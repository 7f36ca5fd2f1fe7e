package io.partd.arrow.shuffle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes as a key of a map, without a copy where one is only looked up. */
final class RawKey {

    private final byte[] bytes;
    private final int length;
    private final int hash;

    private RawKey(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
        int h = 1;
        for (int i = 0; i < length; i++) {
            h = 31 * h + bytes[i];
        }
        this.hash = h * 0x9e3779b9;
    }

    /** Returns the key of bytes that may change afterwards, and the key with them. */
    static RawKey passing(KeyBytes key) {
        return new RawKey(key.bytes(), key.length());
    }

    /** Returns the key of a copy. */
    static RawKey copy(KeyBytes key) {
        return new RawKey(key.copy(key.length()), key.length());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawKey key
                && hash == key.hash
                && Arrays.equals(bytes, 0, length, key.bytes, 0, key.length);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
