package io.partd.shuffle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches eight bytes at a time (SIMD within a register). A match mask has the top bit of each matching byte set, with
 * the first byte lowest.
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

    /** Returns a word that repeats a byte eight times. */
    static long repeat(byte value) {
        return LOW * (value & 0xff);
    }

    /** Returns the exact match mask, in which matches can be counted. */
    static long matches(long word, long repeated) {
        long x = word ^ repeated;
        return ~(((x & SEVEN) + SEVEN) | x | SEVEN);
    }

    /** Returns a cheaper match mask, in which the lowest match is exact and higher ones may be false. */
    static long firstMatch(long word, long repeated) {
        long x = word ^ repeated;
        return (x - LOW) & ~x & HIGH;
    }

    /** Returns the index of the first matching byte. */
    static int first(long mask) {
        return Long.numberOfTrailingZeros(mask) >>> 3;
    }

    /** Returns whether a byte occurs. May read up to seven bytes after the end. */
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

    /** Returns the index of the first such byte, or -1. May read up to seven bytes after the end. */
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
     * Returns the index of the first line end, or -1 if a double quote precedes it or no line end exists. May read up
     * to 31 bytes after the end.
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
     * Matches line ends and double quotes with one comparison, by ignoring the two bits in which they differ. Therefore
     * 0x02 and the asterisk match too.
     */
    private static long newlineOrQuote(long word) {
        return firstMatch(word & ~(LOW * ('\n' ^ '"')), LOW * ('\n' & '"'));
    }

    /** Returns the top bits of a mask's bytes, in order, as the lowest eight bits. */
    private static long topBits(long mask) {
        return ((mask >>> 7) * 0x0102040810204080L) >>> 56;
    }

    /** Returns the index after the last such byte, or {@code from} if none exists. */
    static int indexAfterLast(byte[] bytes, int from, int to, byte value) {
        int i = to;
        while (i > from && bytes[i - 1] != value) {
            i--;
        }
        return i;
    }
}
