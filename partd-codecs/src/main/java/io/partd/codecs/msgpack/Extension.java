package io.partd.codecs.msgpack;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A value of a type that an application has added to MessagePack; Python's {@code msgpack.ExtType}. Immutable. */
public final class Extension {

    private final byte type;
    private final byte[] data;

    private Extension(byte type, byte[] data) {
        this.type = type;
        this.data = data;
    }

    /** Makes a value of a copy of the data. */
    public static Extension of(byte type, byte[] data) {
        return new Extension(type, data.clone());
    }

    /** Makes a value that keeps the array. */
    static Extension over(byte type, byte[] data) {
        return new Extension(type, data);
    }

    /** Returns the type's number; negative ones are MessagePack's own. */
    public byte type() {
        return type;
    }

    /** Returns a copy of the data. */
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Extension that && type == that.type && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(data);
    }

    /** Shows the type and the data in hexadecimal, as in {@code ext 5: 0a0b}. */
    @Override
    public String toString() {
        return "ext " + type + ": " + HexFormat.of().formatHex(data);
    }
}
