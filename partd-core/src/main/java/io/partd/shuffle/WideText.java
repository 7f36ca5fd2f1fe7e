package io.partd.shuffle;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes UTF-16 and UTF-32 without a byte order mark. Their ASCII characters, line ends among them, have zero bytes
 * at fixed positions.
 */
final class WideText {

    private static final int LOOKED_AT = 64 << 10;
    private static final int HIGHEST_PLANE = 0x10;

    private WideText() {}

    /** Returns iconv's name of the encoding; null if the text is neither UTF-16 nor UTF-32. */
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
     * Returns whether every four bytes are a code point, and at least one of them is in ASCII or Latin-1.
     *
     * @param zero the index of the byte that is always zero
     * @param plane the index of the byte that holds the plane
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
     * Returns whether nearly all zero bytes are high bytes, and most line ends have one. In text of single bytes that
     * contains zero bytes, line ends have none.
     *
     * @param high the index of the high byte of two
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
