package io.partd.codecs.pickle;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of a pickle being written. */
final class PickleOutput {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_ENDIAN_LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[256];
    private int length;

    int length() {
        return length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    void write(Opcode opcode) throws IOException {
        writeByte(opcode.code());
    }

    void writeByte(int value) throws IOException {
        int at = advance(1);
        bytes[at] = (byte) value;
    }

    /** Writes an opcode and its argument. */
    void write(Opcode opcode, byte argument) throws IOException {
        int at = advance(2);
        bytes[at] = (byte) opcode.code();
        bytes[at + 1] = argument;
    }

    /** Writes an opcode and its argument. */
    void write(Opcode opcode, short argument) throws IOException {
        int at = advance(3);
        bytes[at] = (byte) opcode.code();
        bytes[at + 1] = (byte) argument;
        bytes[at + 2] = (byte) (argument >> Byte.SIZE);
    }

    /** Writes an opcode and its argument. */
    void write(Opcode opcode, int argument) throws IOException {
        int at = advance(5);
        bytes[at] = (byte) opcode.code();
        INTS.set(bytes, at + 1, argument);
    }

    /** Writes an opcode and its argument. */
    void write(Opcode opcode, double argument) throws IOException {
        int at = advance(9);
        bytes[at] = (byte) opcode.code();
        BIG_ENDIAN_LONGS.set(bytes, at + 1, Double.doubleToRawLongBits(argument));
    }

    /** Writes a text of ASCII characters. */
    void writeAscii(String text) throws IOException {
        int at = advance(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[at + i] = (byte) text.charAt(i);
        }
    }

    void writeLong(long value) throws IOException {
        int at = advance(8);
        LONGS.set(bytes, at, value);
    }

    void setLong(int at, long value) {
        LONGS.set(bytes, at, value);
    }

    void write(byte[] source) throws IOException {
        int at = advance(source.length);
        System.arraycopy(source, 0, bytes, at, source.length);
    }

    private int advance(int count) throws IOException {
        int at = length;
        if (count > bytes.length - at) {
            long needed = (long) at + count;
            if (needed > LARGEST) {
                throw new IOException("a pickle of more than " + LARGEST + " bytes");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, 2L * bytes.length)));
        }
        length += count;
        return at;
    }
}
