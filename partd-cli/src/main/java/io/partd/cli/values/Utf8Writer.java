package io.partd.cli.values;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;

/** Writes JSON in UTF-8. Half a surrogate pair, which UTF-8 has not, becomes an escape: it can only be in a string. */
final class Utf8Writer extends Writer {

    private static final int ROOM = 32 << 10;
    private static final int MOST_OF_ONE = 6;

    private final OutputStream out;
    private final byte[] bytes = new byte[ROOM];
    private int length;
    private char high;

    Utf8Writer(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(char[] chars, int offset, int count) throws IOException {
        for (int i = offset; i < offset + count; i++) {
            if (length > ROOM - 2 * MOST_OF_ONE) {
                writeOut();
            }
            add(chars[i]);
        }
    }

    private void add(char c) {
        if (high != 0) {
            char first = high;
            high = 0;
            if (Character.isLowSurrogate(c)) {
                int code = Character.toCodePoint(first, c);
                put(0xf0 | (code >> 18));
                put(0x80 | ((code >> 12) & 0x3f));
                put(0x80 | ((code >> 6) & 0x3f));
                put(0x80 | (code & 0x3f));
                return;
            }
            escape(first);
        }
        if (c < 0x80) {
            put(c);
        } else if (c < 0x800) {
            put(0xc0 | (c >> 6));
            put(0x80 | (c & 0x3f));
        } else if (Character.isHighSurrogate(c)) {
            high = c;
        } else if (Character.isLowSurrogate(c)) {
            escape(c);
        } else {
            put(0xe0 | (c >> 12));
            put(0x80 | ((c >> 6) & 0x3f));
            put(0x80 | (c & 0x3f));
        }
    }

    private void escape(char c) {
        put('\\');
        put('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }

    private void put(int value) {
        bytes[length++] = (byte) value;
    }

    private void writeOut() throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    @Override
    public void flush() throws IOException {
        writeOut();
        out.flush();
    }

    /** Writes all; what is below stays open. */
    @Override
    public void close() throws IOException {
        flush();
    }
}
