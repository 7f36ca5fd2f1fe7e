package io.partd.codecs.numpy;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Turns the bytes of NumPy's arrays into Java's. */
final class Decoding {

    private Decoding() {}

    static double[] doubles(DType dtype, byte[] data) {
        boolean complex = dtype.kind() == Kind.COMPLEX;
        int part = complex ? dtype.itemSize() / 2 : dtype.itemSize();
        if ((!complex && dtype.kind() != Kind.FLOAT) || part > Double.BYTES) {
            throw notReadable(dtype, "double[]");
        }
        ByteBuffer buffer = buffer(dtype, data);
        double[] values = new double[data.length / part];
        if (part == Double.BYTES) {
            buffer.asDoubleBuffer().get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = part == Float.BYTES ? buffer.getFloat() : Half.toFloat(buffer.getShort());
        }
        return values;
    }

    static float[] floats(DType dtype, byte[] data) {
        ByteBuffer buffer = buffer(dtype, data);
        float[] values = new float[data.length / dtype.itemSize()];
        if (dtype.is(Kind.FLOAT, Float.BYTES)) {
            buffer.asFloatBuffer().get(values);
        } else if (dtype.is(Kind.FLOAT, Short.BYTES)) {
            for (int i = 0; i < values.length; i++) {
                values[i] = Half.toFloat(buffer.getShort());
            }
        } else {
            throw notReadable(dtype, "float[]");
        }
        return values;
    }

    static long[] longs(DType dtype, byte[] data) {
        if (!dtype.kind().isInteger()) {
            throw notReadable(dtype, "long[]");
        }
        ByteBuffer buffer = buffer(dtype, data);
        long[] values = new long[data.length / dtype.itemSize()];
        if (dtype.itemSize() == Long.BYTES) {
            buffer.asLongBuffer().get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = next(dtype, buffer);
        }
        return values;
    }

    static int[] ints(DType dtype, byte[] data) {
        requireFits(dtype, Integer.BYTES, "int[]");
        ByteBuffer buffer = buffer(dtype, data);
        int[] values = new int[data.length / dtype.itemSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) next(dtype, buffer);
        }
        return values;
    }

    static short[] shorts(DType dtype, byte[] data) {
        requireFits(dtype, Short.BYTES, "short[]");
        ByteBuffer buffer = buffer(dtype, data);
        short[] values = new short[data.length / dtype.itemSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) next(dtype, buffer);
        }
        return values;
    }

    static byte[] bytes(DType dtype, byte[] data) {
        if (!dtype.kind().isInteger() || dtype.itemSize() > 1) {
            throw notReadable(dtype, "byte[]");
        }
        return data.clone();
    }

    static short[] halves(DType dtype, byte[] data) {
        if (!dtype.is(Kind.FLOAT, Short.BYTES)) {
            throw notReadable(dtype, "16 bit floating-point numbers");
        }
        short[] values = new short[data.length / Short.BYTES];
        buffer(dtype, data).asShortBuffer().get(values);
        return values;
    }

    static boolean[] booleans(DType dtype, byte[] data) {
        if (dtype.kind() != Kind.BOOL) {
            throw notReadable(dtype, "boolean[]");
        }
        boolean[] values = new boolean[data.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = data[i] != 0;
        }
        return values;
    }

    static String[] texts(DType dtype, byte[] data) {
        if (dtype.kind() != Kind.UNICODE) {
            throw notReadable(dtype, "String[]");
        }
        ByteBuffer buffer = buffer(dtype, data);
        String[] values = new String[data.length / dtype.itemSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = CodePoints.text(buffer, i * dtype.itemSize(), dtype.itemSize());
        }
        return values;
    }

    static byte[][] byteStrings(DType dtype, byte[] data) {
        if (dtype.kind() == Kind.OBJECT) {
            throw notReadable(dtype, "byte[][]");
        }
        int size = dtype.itemSize();
        byte[][] values = new byte[data.length / size][];
        for (int i = 0; i < values.length; i++) {
            int end = (i + 1) * size;
            while (dtype.kind() == Kind.BYTES && end > i * size && data[end - 1] == 0) {
                end--;
            }
            values[i] = Arrays.copyOfRange(data, i * size, end);
        }
        return values;
    }

    static IllegalStateException notReadable(DType dtype, String as) {
        return new IllegalStateException("an array of " + dtype + " cannot be read as " + as);
    }

    private static void requireFits(DType dtype, int largest, String as) {
        int spare = dtype.kind() == Kind.UNSIGNED ? 1 : 0;
        if (!dtype.kind().isInteger() || dtype.itemSize() + spare > largest) {
            throw notReadable(dtype, as);
        }
    }

    private static long next(DType dtype, ByteBuffer buffer) {
        boolean signed = dtype.kind() != Kind.UNSIGNED;
        return switch (dtype.itemSize()) {
            case Byte.BYTES -> signed ? buffer.get() : Byte.toUnsignedLong(buffer.get());
            case Short.BYTES -> signed ? buffer.getShort() : Short.toUnsignedLong(buffer.getShort());
            case Integer.BYTES -> signed ? buffer.getInt() : Integer.toUnsignedLong(buffer.getInt());
            default -> buffer.getLong();
        };
    }

    private static ByteBuffer buffer(DType dtype, byte[] data) {
        return ByteBuffer.wrap(data).order(dtype.order());
    }
}
