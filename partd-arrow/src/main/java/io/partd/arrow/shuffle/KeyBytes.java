package io.partd.arrow.shuffle;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.memory.util.MemoryUtil;

/** Growing bytes, used again for each row. For one thread. */
final class KeyBytes {

    private static final int ESCAPED = 0xff;
    private static final int LONGEST_NUMBER = 20;
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[64];
    private int length;

    /** Returns the bytes, of which the first {@link #length} count; they change with the next key. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    byte[] copy(int most) {
        return Arrays.copyOf(bytes, Math.min(most, length));
    }

    void clear() {
        length = 0;
    }

    /** Forgets what is after a length. */
    void truncate(int newLength) {
        length = newLength;
    }

    /** Ends what begins at a place: a zero byte in it becomes two, and two zeros come before all that may follow. */
    void terminate(int from) {
        int zeros = 0;
        for (int i = from; i < length; i++) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        reserve(zeros + 2L);
        int source = length;
        int target = length + zeros;
        length = target;
        while (target > source) {
            byte b = bytes[--source];
            if (b == 0) {
                bytes[--target] = (byte) ESCAPED;
            }
            bytes[--target] = b;
        }
        put(0);
        put(0);
    }

    /** Returns the bytes as text. */
    String utf8() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8, so it can't name a partition", e);
        }
    }

    /** Inverts all bits from an index on. */
    void invert(int from) {
        for (int i = from; i < length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
    }

    void put(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void putAscii(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        reserve(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
    }

    void putMemory(long address, long count) {
        reserve(count);
        MemoryUtil.copyFromMemory(address, bytes, length, count);
        length += (int) count;
    }

    /** Puts eight bytes, the lowest first. */
    void putLittleEndian(long value) {
        reserve(Long.BYTES);
        setLittleEndian(length, value);
        length += Long.BYTES;
    }

    /** Puts eight bytes at an index below the length. */
    void setLittleEndian(int index, long value) {
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[index + i] = (byte) (value >>> (8 * i));
        }
    }

    /** Puts four bytes, the highest first. */
    void putBigEndian(int value) {
        reserve(Integer.BYTES);
        for (int i = Integer.BYTES - 1; i >= 0; i--) {
            bytes[length++] = (byte) (value >>> (8 * i));
        }
    }

    /** Puts eight bytes, the highest first. */
    void putBigEndian(long value) {
        reserve(Long.BYTES);
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            bytes[length++] = (byte) (value >>> (8 * i));
        }
    }

    /** Puts decimal digits, with a minus sign before them if it is negative. */
    void putDecimal(long value) {
        if (value == Long.MIN_VALUE) {
            putAscii(Long.toString(value));
            return;
        }
        reserve(LONGEST_NUMBER);
        if (value < 0) {
            bytes[length++] = '-';
        }
        long rest = Math.abs(value);
        int digits = 1;
        for (long power = 10; digits < 19 && rest >= power; power *= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Puts digits with zeros before them, so many together. */
    void putPadded(int value, int digits) {
        reserve(digits);
        int rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void reserve(long more) {
        long needed = length + more;
        if (needed > LONGEST) {
            throw new IllegalArgumentException("a key of " + needed + " bytes; at most " + LONGEST + " are possible");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(LONGEST, Math.max(needed, 2L * bytes.length)));
        }
    }
}
