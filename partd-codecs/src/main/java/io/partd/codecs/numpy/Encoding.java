package io.partd.codecs.numpy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns Java's arrays into the bytes of NumPy's. */
final class Encoding {

    private Encoding() {}

    static byte[] doubles(DType dtype, double[] values) {
        int part =
                dtype.kind() == Kind.FLOAT ? dtype.itemSize() : dtype.kind() == Kind.COMPLEX ? dtype.itemSize() / 2 : 0;
        if (part < 2 || part > Double.BYTES) {
            throw notMade(dtype, "double[]");
        }
        if (dtype.kind() == Kind.COMPLEX && values.length % 2 != 0) {
            throw new IllegalArgumentException(values.length + " parts are no whole complex numbers");
        }
        byte[] data = room(values.length, part);
        ByteBuffer buffer = ByteBuffer.wrap(data).order(dtype.order());
        if (part == Double.BYTES) {
            buffer.asDoubleBuffer().put(values);
        } else if (part == Float.BYTES) {
            for (double value : values) {
                buffer.putFloat((float) value);
            }
        } else {
            for (double value : values) {
                buffer.putShort(Half.fromDouble(value));
            }
        }
        return data;
    }

    static byte[] floats(float[] values) {
        byte[] data = room(values.length, Float.BYTES);
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return data;
    }

    static byte[] longs(DType dtype, long[] values) {
        if (!dtype.kind().isInteger()) {
            throw notMade(dtype, "long[]");
        }
        int size = dtype.itemSize();
        byte[] data = room(values.length, size);
        ByteBuffer buffer = ByteBuffer.wrap(data).order(dtype.order());
        if (size == Long.BYTES) {
            buffer.asLongBuffer().put(values);
            return data;
        }
        boolean signed = dtype.kind() == Kind.INTEGER;
        int bits = Byte.SIZE * size;
        long lowest = signed ? -1L << (bits - 1) : 0;
        long highest = (1L << (signed ? bits - 1 : bits)) - 1;
        for (long value : values) {
            if (value < lowest || value > highest) {
                throw new IllegalArgumentException(
                        value + " is not from " + lowest + " to " + highest + ", as " + dtype + " is");
            }
            put(buffer, size, value);
        }
        return data;
    }

    private static void put(ByteBuffer buffer, int size, long value) {
        switch (size) {
            case Byte.BYTES -> buffer.put((byte) value);
            case Short.BYTES -> buffer.putShort((short) value);
            default -> buffer.putInt((int) value);
        }
    }

    static byte[] ints(int[] values) {
        byte[] data = room(values.length, Integer.BYTES);
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
        return data;
    }

    static byte[] shorts(short[] values) {
        byte[] data = room(values.length, Short.BYTES);
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(values);
        return data;
    }

    static byte[] booleans(boolean[] values) {
        byte[] data = new byte[values.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (values[i] ? 1 : 0);
        }
        return data;
    }

    static byte[] texts(DType dtype, String[] values) {
        if (dtype.kind() != Kind.UNICODE) {
            throw notMade(dtype, "String[]");
        }
        byte[] data = room(values.length, dtype.itemSize());
        ByteBuffer buffer = ByteBuffer.wrap(data).order(dtype.order());
        for (int i = 0; i < values.length; i++) {
            requireFits(dtype, i, Integer.BYTES * (long) values[i].codePointCount(0, values[i].length()));
            buffer.position(i * dtype.itemSize());
            values[i].codePoints().forEach(buffer::putInt);
        }
        return data;
    }

    static byte[] byteStrings(DType dtype, byte[][] values) {
        if (dtype.kind() != Kind.BYTES && dtype.kind() != Kind.VOID) {
            throw notMade(dtype, "byte[][]");
        }
        byte[] data = room(values.length, dtype.itemSize());
        ByteBuffer buffer = ByteBuffer.wrap(data).order(dtype.order());
        for (int i = 0; i < values.length; i++) {
            requireFits(dtype, i, values[i].length);
            buffer.position(i * dtype.itemSize());
            buffer.put(values[i]);
        }
        return data;
    }

    private static void requireFits(DType dtype, int index, long bytes) {
        if (bytes > dtype.itemSize()) {
            throw new IllegalArgumentException("element " + index + " has " + bytes + " bytes; " + dtype + " has room"
                    + " for " + dtype.itemSize());
        }
    }

    private static byte[] room(int length, int size) {
        long bytes = (long) length * size;
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(bytes + " bytes are more than an array can have");
        }
        return new byte[(int) bytes];
    }

    private static IllegalArgumentException notMade(DType dtype, String from) {
        return new IllegalArgumentException(dtype + " cannot be made from " + from);
    }
}
