package io.partd.arrow.shuffle;

import io.partd.arrow.memory.OffsetsBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.util.MemoryUtil;

/** Strings and bytes of any length: their bytes. */
final class BytesKey implements KeyType {

    private static final int ESCAPED = 0xff;

    private final int offsetWidth;

    BytesKey(int offsetWidth) {
        this.offsetWidth = offsetWidth;
    }

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        long source = values.offsets(offsetWidth);
        long begin = OffsetsBuilder.get(source, offsetWidth, row);
        long end = OffsetsBuilder.get(source, offsetWidth, row + 1);
        values.requireRange(row, begin, end, values.capacity(2));
        out.putMemory(values.address(2, end) + begin, end - begin);
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        long source = values.offsets(offsetWidth);
        long begin = OffsetsBuilder.get(source, offsetWidth, row);
        long end = OffsetsBuilder.get(source, offsetWidth, row + 1);
        values.requireRange(row, begin, end, values.capacity(2));
        putTerminated(values.address(2, end) + begin, end - begin, out);
    }

    /** Puts bytes, a zero byte in them as two, and at last two zeros, which come before all that may follow. */
    static void putTerminated(long address, long length, KeyBytes out) {
        for (long i = 0; i < length; i++) {
            byte b = MemoryUtil.getByte(address + i);
            out.put(b);
            if (b == 0) {
                out.put(ESCAPED);
            }
        }
        out.put(0);
        out.put(0);
    }

    /** Puts bytes as {@link #putTerminated(long, long, KeyBytes)} does. */
    static void putTerminated(byte[] bytes, KeyBytes out) {
        for (byte b : bytes) {
            out.put(b);
            if (b == 0) {
                out.put(ESCAPED);
            }
        }
        out.put(0);
        out.put(0);
    }

    @Override
    public String text(ArrayData values, int row) {
        KeyBytes bytes = new KeyBytes();
        hashed(values, row, bytes);
        return decode(bytes);
    }

    /** Decodes UTF-8. */
    static String decode(KeyBytes bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.bytes(), 0, bytes.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8, so it can't name a partition", e);
        }
    }
}
