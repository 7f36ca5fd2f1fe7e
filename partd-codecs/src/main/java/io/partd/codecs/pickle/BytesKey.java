package io.partd.codecs.pickle;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes as key of a map or member of a set: equal to others with the same bytes, which arrays are not. Immutable. */
public final class BytesKey {

    private final byte[] bytes;
    private final int hash;

    private BytesKey(byte[] bytes) {
        this.bytes = bytes;
        hash = Arrays.hashCode(bytes);
    }

    /** Makes a key of a copy of the bytes. */
    public static BytesKey of(byte[] bytes) {
        return new BytesKey(bytes.clone());
    }

    /** Makes a key that keeps the array. */
    static BytesKey over(byte[] bytes) {
        return new BytesKey(bytes);
    }

    /** Returns a copy of the bytes. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** The bytes themselves, not to be changed. */
    byte[] array() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BytesKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Shows the bytes in hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
