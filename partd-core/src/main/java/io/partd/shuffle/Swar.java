package io.partd.shuffle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes at a time. A match mask has the top bit of each matching byte set, the first byte lowest.
 *
 * <p>The expressions are the classic ones for finding a zero byte in a word (Warren, Hacker's Delight, 6-1).
 */
final class Swar {

    private static final long LOW = 0x0101010101010101L;
    private static final long SEVEN = 0x7f7f7f7f7f7f7f7fL;
    private static final long HIGH = 0x8080808080808080L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Swar() {}

    static long at(byte[] bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }

    /** Returns a word of eight times the same byte. */
    static long repeat(byte value) {
        return LOW * (value & 0xff);
    }

    /** Matches exactly, so that matches can be counted. */
    static long matches(long word, long repeated) {
        long x = word ^ repeated;
        return ~(((x & SEVEN) + SEVEN) | x | SEVEN);
    }

    /** Matches cheaply: the lowest match is exact, higher ones may be false. */
    static long firstMatch(long word, long repeated) {
        long x = word ^ repeated;
        return (x - LOW) & ~x & HIGH;
    }

    /** Returns the index of the first matching byte. */
    static int first(long mask) {
        return Long.numberOfTrailingZeros(mask) >>> 3;
    }

    /** Tells whether a byte occurs; may look at up to seven bytes behind the end. */
    static boolean contains(byte[] bytes, int from, int to, long repeated) {
        int i = from;
        for (; i + 32 <= to; i += 32) {
            long any = firstMatch(at(bytes, i), repeated)
                    | firstMatch(at(bytes, i + 8), repeated)
                    | firstMatch(at(bytes, i + 16), repeated)
                    | firstMatch(at(bytes, i + 24), repeated);
            if (any != 0) {
                return true;
            }
        }
        for (; i < to; i += 8) {
            long any = firstMatch(at(bytes, i), repeated);
            if (any != 0) {
                return i + first(any) < to;
            }
        }
        return false;
    }

    /** Returns the index of the first such byte, or -1; may look at up to seven bytes behind the end. */
    static int indexOf(byte[] bytes, int from, int to, long repeated) {
        for (int i = from; i < to; i += 8) {
            long any = firstMatch(at(bytes, i), repeated);
            if (any != 0) {
                int index = i + first(any);
                return index < to ? index : -1;
            }
        }
        return -1;
    }

    /** Counts a byte's occurrences in 32 bytes. */
    static int count32(byte[] bytes, int from, long repeated) {
        return Long.bitCount(matches(at(bytes, from), repeated)
                | (matches(at(bytes, from + 8), repeated) >>> 1)
                | (matches(at(bytes, from + 16), repeated) >>> 2)
                | (matches(at(bytes, from + 24), repeated) >>> 3));
    }

    /**
     * Returns the index of the first line end, or -1 if a double quote comes before it or there is none; may look at up
     * to 31 bytes behind the end.
     */
    static int unquotedNewline(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            long stop0 = newlineOrQuote(at(bytes, i));
            long stop1 = newlineOrQuote(at(bytes, i + 8));
            long stop2 = newlineOrQuote(at(bytes, i + 16));
            long stop3 = newlineOrQuote(at(bytes, i + 24));
            if ((stop0 | stop1 | stop2 | stop3) == 0) {
                i += 32;
                continue;
            }
            long bits = topBits(stop0) | (topBits(stop1) << 8) | (topBits(stop2) << 16) | (topBits(stop3) << 24);
            i += Long.numberOfTrailingZeros(bits);
            if (i >= to || bytes[i] == '"') {
                return -1;
            }
            if (bytes[i] == '\n') {
                return i;
            }
            i++;
        }
        return -1;
    }

    /**
     * Matches line ends and double quotes with one comparison: without the two bits in which they differ they are the
     * same. So are 0x02 and the asterisk, which match too.
     */
    private static long newlineOrQuote(long word) {
        return firstMatch(word & ~(LOW * ('\n' ^ '"')), LOW * ('\n' & '"'));
    }

    /** Gathers the top bits of a mask's bytes in its lowest eight bits, in order. */
    private static long topBits(long mask) {
        return ((mask >>> 7) * 0x0102040810204080L) >>> 56;
    }

    /** Returns the index behind the last such byte, or {@code from} if there is none. */
    static int indexAfterLast(byte[] bytes, int from, int to, byte value) {
        int i = to;
        while (i > from && bytes[i - 1] != value) {
            i--;
        }
        return i;
    }
}
