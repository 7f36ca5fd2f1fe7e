package io.partd.pandas;

import io.partd.codecs.compression.Blosc;
import io.partd.codecs.compression.Snappy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * How the numbers and the texts of blocks are compressed. It depends on which of {@code blosc} and
 * {@code python-snappy} the Python had that wrote them, and nothing in them says so: numbers are compressed by Blosc if
 * it had that, texts by Snappy, else by Blosc, else not at all.
 */
public enum BlockCompression {
    /**
     * Found out for each block. Numbers whose header is that of a Blosc buffer of the right length are one; those that
     * have the right length are not compressed. Texts are compressed if they are no frames.
     */
    PROBED,

    /** Neither was installed: nothing is compressed. */
    NONE,

    /** Only {@code blosc} was installed. */
    BLOSC,

    /** Only {@code python-snappy} was installed, which compresses texts. */
    SNAPPY,

    /** Both were installed: numbers are compressed by Blosc, texts by Snappy. */
    BLOSC_AND_SNAPPY;

    private static final int HEADER = 16;
    private static final int VERSION = 2;
    private static final int LENGTH_AT = 4;
    private static final int TOTAL_AT = 12;

    /** Returns the bytes of numbers, of which so many are expected. */
    byte[] numbers(byte[] stored, long expected, MemoryBudget memory) throws IOException {
        byte[] bytes = switch (this) {
            case NONE, SNAPPY -> stored;
            case BLOSC, BLOSC_AND_SNAPPY -> blosc(stored, memory);
            case PROBED -> isBlosc(stored, expected) ? blosc(stored, memory) : stored;
        };
        if (bytes.length == expected) {
            return bytes;
        }
        if (this == PROBED && claimsSnappy(stored, expected)) {
            return snappy(stored, memory);
        }
        throw new IOException(bytes.length + " bytes instead of " + expected
                + (this == PROBED ? ", and neither Blosc nor Snappy" : " with compression " + this));
    }

    /** Returns the bytes of numbers of so many bytes each, where nothing says how many there are. */
    byte[] numbersOfAnyLength(byte[] stored, int itemSize, MemoryBudget memory) throws IOException {
        boolean blosc = switch (this) {
            case NONE, SNAPPY -> false;
            case BLOSC, BLOSC_AND_SNAPPY -> true;
            case PROBED -> isBlosc(stored, length(stored));
        };
        byte[] bytes = blosc ? blosc(stored, memory) : stored;
        if (bytes.length % itemSize != 0) {
            throw new IOException(bytes.length + " bytes are no whole number of elements of " + itemSize + " bytes");
        }
        return bytes;
    }

    /** Returns the frames of objects. */
    byte[] texts(byte[] stored, MemoryBudget memory) throws IOException {
        return switch (this) {
            case NONE -> stored;
            case BLOSC -> blosc(stored, memory);
            case SNAPPY, BLOSC_AND_SNAPPY -> snappy(stored, memory);
            case PROBED -> {
                if (InnerFrames.are(stored)) {
                    yield stored;
                }
                yield isBlosc(stored, length(stored)) ? blosc(stored, memory) : snappy(stored, memory);
            }
        };
    }

    private static boolean isBlosc(byte[] stored, long expected) {
        return stored.length >= HEADER
                && stored[0] == VERSION
                && length(stored) == expected
                && header(stored).getInt(TOTAL_AT) == stored.length;
    }

    private static long length(byte[] stored) {
        return stored.length < HEADER ? -1 : header(stored).getInt(LENGTH_AT);
    }

    private static ByteBuffer header(byte[] stored) {
        return ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean claimsSnappy(byte[] stored, long expected) {
        long length = 0;
        for (int i = 0; i < Math.min(stored.length, 5); i++) {
            length |= (stored[i] & 0x7FL) << (7 * i);
            if (stored[i] >= 0) {
                return length == expected;
            }
        }
        return false;
    }

    private static byte[] blosc(byte[] stored, MemoryBudget memory) throws IOException {
        byte[] bytes = Blosc.codec().decode(stored);
        memory.take(bytes.length);
        return bytes;
    }

    private static byte[] snappy(byte[] stored, MemoryBudget memory) throws IOException {
        byte[] bytes = Snappy.codec().decode(stored);
        memory.take(bytes.length);
        return bytes;
    }

    /** Returns the name in lower case: {@code blosc-and-snappy}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
