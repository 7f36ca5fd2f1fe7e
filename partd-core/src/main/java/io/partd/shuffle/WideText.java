package io.partd.shuffle;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes UTF-16 and UTF-32 without a byte order mark: ASCII characters have zero bytes there, always at the same
 * places, and line ends are ASCII characters.
 */
final class WideText {

    private static final int LOOKED_AT = 64 << 10;
    private static final int HIGHEST_PLANE = 0x10;

    private WideText() {}

    /** Returns the encoding as iconv calls it; null if it is none of these. */
    static @Nullable String encoding(byte[] bytes, int from, int to) {
        int until = Math.min(to, from + LOOKED_AT);
        if (isUtf32(bytes, from, until, 3, 2)) {
            return "UTF-32LE";
        }
        if (isUtf32(bytes, from, until, 0, 1)) {
            return "UTF-32BE";
        }
        if (isUtf16(bytes, from, until, 1)) {
            return "UTF-16LE";
        }
        return isUtf16(bytes, from, until, 0) ? "UTF-16BE" : null;
    }

    /**
     * Tells whether every four bytes are a code point, and one of them is from ASCII or Latin-1.
     *
     * @param zero which of the four bytes is always zero
     * @param plane which of them says the plane
     */
    private static boolean isUtf32(byte[] bytes, int from, int to, int zero, int plane) {
        boolean any = false;
        for (int i = from; i + 4 <= to; i += 4) {
            if (bytes[i + zero] != 0 || (bytes[i + plane] & 0xff) > HIGHEST_PLANE) {
                return false;
            }
            any |= bytes[i + plane] == 0 && bytes[i + 3 - plane] == 0 && bytes[i + 3 - zero] != 0;
        }
        return any;
    }

    /**
     * Tells whether zero bytes are high bytes, but for a few, and those of most line ends. Text of single bytes with
     * zero bytes in it has line ends without them.
     *
     * @param high which of two bytes is the high one
     */
    private static boolean isUtf16(byte[] bytes, int from, int to, int high) {
        int pairs = (to - from) / 2;
        int highZeros = 0;
        int lowZeros = 0;
        int lineEnds = 0;
        int otherLineEnds = 0;
        for (int i = from; i + 2 <= to; i += 2) {
            byte highByte = bytes[i + high];
            byte lowByte = bytes[i + 1 - high];
            if (lowByte == 0) {
                lowZeros++;
            } else if (highByte == 0) {
                highZeros++;
            }
            if (lowByte == '\n' && highByte == 0) {
                lineEnds++;
            } else if (lowByte == '\n' || highByte == '\n') {
                otherLineEnds++;
            }
        }
        boolean common = lineEnds + otherLineEnds == 0 ? 2 * highZeros > pairs : 8 * highZeros > pairs;
        return common && 2 * lowZeros <= highZeros && lineEnds >= otherLineEnds;
    }
}
