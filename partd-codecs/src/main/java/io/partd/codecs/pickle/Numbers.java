package io.partd.codecs.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Numbers as pickles have them, in digits or bytes. */
final class Numbers {

    private static final Pattern FLOAT = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private Numbers() {}

    /** An integer, or one of the truth values, which protocols 0 and 1 write as two digits. */
    static Object parseInt(String line, PickleLimits limits) throws IOException {
        return switch (line) {
            case "00" -> false;
            case "01" -> true;
            default -> parseLong(line, limits);
        };
    }

    static Number parseLong(String line, PickleLimits limits) throws IOException {
        String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
        if (digits.length() > limits.digits()) {
            throw new IOException("an integer of " + digits.length() + " digits; " + limits.digits() + " are allowed");
        }
        try {
            return digits.length() <= 18 ? (Number) Long.valueOf(digits) : narrowed(new BigInteger(digits));
        } catch (NumberFormatException e) {
            throw new IOException("'" + shown(line) + "' is not an integer", e);
        }
    }

    static long parseIndex(String line) throws IOException {
        try {
            return Integer.parseUnsignedInt(line) & 0xffff_ffffL;
        } catch (NumberFormatException e) {
            throw new IOException("'" + shown(line) + "' is not a number in the memo", e);
        }
    }

    static double parseDouble(String line) throws IOException {
        return switch (line) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> parseFinite(line);
        };
    }

    private static double parseFinite(String line) throws IOException {
        if (line.length() > 1000 || !FLOAT.matcher(line).matches()) {
            throw new IOException("'" + shown(line) + "' is not a float");
        }
        return Double.parseDouble(line);
    }

    /** Two's complement, the lowest byte first; no bytes are 0. */
    static Number ofLittleEndian(byte[] bytes) {
        if (bytes.length > Long.BYTES) {
            byte[] reversed = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                reversed[i] = bytes[bytes.length - 1 - i];
            }
            return narrowed(new BigInteger(reversed));
        }
        long value = bytes.length == 0 ? 0 : bytes[bytes.length - 1];
        for (int i = bytes.length - 2; i >= 0; i--) {
            value = (value << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return value;
    }

    /** A Long if it fits. */
    static Number narrowed(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    private static String shown(String line) {
        return line.length() <= 40 ? line : line.substring(0, 40) + "...";
    }
}
