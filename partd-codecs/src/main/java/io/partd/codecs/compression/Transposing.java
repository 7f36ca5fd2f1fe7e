package io.partd.codecs.compression;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Rearranges the bytes, or the bits, of elements as {@link Shuffle} says, and back. */
final class Transposing {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /**
     * As many elements, or bytes of one, as are handled at a time: those that make a square with the bytes of a long.
     */
    private static final int SIDE = 8;

    private Transposing() {}

    /** Brings bytes of the same place together. What is left behind the last whole element stays at the end. */
    static void shuffleBytes(byte[] in, int from, int count, int typesize, byte[] out, int at) {
        int elements = count / typesize;
        int rows = Math.min(typesize, SIDE);
        int done = 0;
        while (isSquare(done, elements, typesize)) {
            int source = from + done * typesize;
            for (int first = 0; first < typesize; first = nextColumn(first, typesize)) {
                transpose(in, source + first, typesize, SIDE, out, at + first * elements + done, elements, rows);
            }
            done += SIDE;
        }
        for (; done < elements; done++) {
            for (int i = 0; i < typesize; i++) {
                out[at + i * elements + done] = in[from + done * typesize + i];
            }
        }
        int whole = elements * typesize;
        System.arraycopy(in, from + whole, out, at + whole, count - whole);
    }

    /** Undoes {@link #shuffleBytes}. */
    static void unshuffleBytes(byte[] in, int from, int count, int typesize, byte[] out, int at) {
        int elements = count / typesize;
        int rows = Math.min(typesize, SIDE);
        int done = 0;
        while (isSquare(done, elements, typesize)) {
            int target = at + done * typesize;
            for (int first = 0; first < typesize; first = nextColumn(first, typesize)) {
                transpose(in, from + first * elements + done, elements, rows, out, target + first, typesize, SIDE);
            }
            done += SIDE;
        }
        for (; done < elements; done++) {
            for (int i = 0; i < typesize; i++) {
                out[at + done * typesize + i] = in[from + i * elements + done];
            }
        }
        int whole = elements * typesize;
        System.arraycopy(in, from + whole, out, at + whole, count - whole);
    }

    /** Brings bits of the same place together, if the elements can be taken eight at a time; else copies. */
    static void shuffleBits(byte[] in, int from, int count, int typesize, byte[] out, int at) {
        int elements = count / typesize;
        if (elements % SIDE != 0) {
            System.arraycopy(in, from, out, at, count);
            return;
        }
        byte[] planes = new byte[count];
        shuffleBytes(in, from, count, typesize, planes, 0);
        int stride = elements / SIDE;
        for (int plane = 0; plane < typesize; plane++) {
            for (int i = 0; i < stride; i++) {
                long square = transposed((long) LONG.get(planes, plane * elements + i * SIDE));
                int target = at + plane * elements + i;
                for (int bit = 0; bit < SIDE; bit++) {
                    out[target + bit * stride] = (byte) (square >>> (bit * SIDE));
                }
            }
        }
        int whole = elements * typesize;
        System.arraycopy(in, from + whole, out, at + whole, count - whole);
    }

    /** Undoes {@link #shuffleBits}. */
    static void unshuffleBits(byte[] in, int from, int count, int typesize, byte[] out, int at) {
        int elements = count / typesize;
        if (elements % SIDE != 0) {
            System.arraycopy(in, from, out, at, count);
            return;
        }
        byte[] planes = new byte[count];
        int stride = elements / SIDE;
        for (int plane = 0; plane < typesize; plane++) {
            for (int i = 0; i < stride; i++) {
                int source = from + plane * elements + i;
                long square = 0;
                for (int bit = 0; bit < SIDE; bit++) {
                    square |= (in[source + bit * stride] & 0xFFL) << (bit * SIDE);
                }
                LONG.set(planes, plane * elements + i * SIDE, transposed(square));
            }
        }
        int whole = elements * typesize;
        System.arraycopy(in, from + whole, planes, whole, count - whole);
        unshuffleBytes(planes, 0, count, typesize, out, at);
    }

    /** Whether eight elements, and eight bytes from the start of the last of them, are there. */
    private static boolean isSquare(int done, int elements, int typesize) {
        return done + SIDE <= elements
                && (done + SIDE - 1) * typesize + Math.max(SIDE, typesize) <= elements * typesize;
    }

    /** The bytes of an element are taken eight at a time; at its end some are taken again, so that there are eight. */
    private static int nextColumn(int first, int typesize) {
        int next = first + SIDE;
        return next < typesize ? Math.min(next, typesize - SIDE) : typesize;
    }

    /**
     * Reads up to eight rows of eight bytes and writes up to eight, so that the first row is what were the first bytes.
     * Elements of less than eight bytes have fewer rows of one kind; and rows of the other kind overlap then, where
     * each is written before the ones that correct what it wrote too much.
     */
    private static void transpose(
            byte[] in, int from, int inStride, int inRows, byte[] out, int at, int outStride, int outRows) {
        long a = (long) LONG.get(in, from);
        long b = inRows > 1 ? (long) LONG.get(in, from + inStride) : 0;
        long c = inRows > 2 ? (long) LONG.get(in, from + 2 * inStride) : 0;
        long d = inRows > 3 ? (long) LONG.get(in, from + 3 * inStride) : 0;
        long e = inRows > 4 ? (long) LONG.get(in, from + 4 * inStride) : 0;
        long f = inRows > 5 ? (long) LONG.get(in, from + 5 * inStride) : 0;
        long g = inRows > 6 ? (long) LONG.get(in, from + 6 * inStride) : 0;
        long h = inRows > 7 ? (long) LONG.get(in, from + 7 * inStride) : 0;

        // Swap quarters of four by four bytes, then of two by two in each, then of single bytes.
        long t;
        t = (a >>> 32 ^ e) & 0xFFFF_FFFFL;
        e ^= t;
        a ^= t << 32;
        t = (b >>> 32 ^ f) & 0xFFFF_FFFFL;
        f ^= t;
        b ^= t << 32;
        t = (c >>> 32 ^ g) & 0xFFFF_FFFFL;
        g ^= t;
        c ^= t << 32;
        t = (d >>> 32 ^ h) & 0xFFFF_FFFFL;
        h ^= t;
        d ^= t << 32;

        t = (a >>> 16 ^ c) & 0x0000_FFFF_0000_FFFFL;
        c ^= t;
        a ^= t << 16;
        t = (b >>> 16 ^ d) & 0x0000_FFFF_0000_FFFFL;
        d ^= t;
        b ^= t << 16;
        t = (e >>> 16 ^ g) & 0x0000_FFFF_0000_FFFFL;
        g ^= t;
        e ^= t << 16;
        t = (f >>> 16 ^ h) & 0x0000_FFFF_0000_FFFFL;
        h ^= t;
        f ^= t << 16;

        t = (a >>> 8 ^ b) & 0x00FF_00FF_00FF_00FFL;
        b ^= t;
        a ^= t << 8;
        t = (c >>> 8 ^ d) & 0x00FF_00FF_00FF_00FFL;
        d ^= t;
        c ^= t << 8;
        t = (e >>> 8 ^ f) & 0x00FF_00FF_00FF_00FFL;
        f ^= t;
        e ^= t << 8;
        t = (g >>> 8 ^ h) & 0x00FF_00FF_00FF_00FFL;
        h ^= t;
        g ^= t << 8;

        LONG.set(out, at, a);
        if (outRows > 1) {
            LONG.set(out, at + outStride, b);
        }
        if (outRows > 2) {
            LONG.set(out, at + 2 * outStride, c);
        }
        if (outRows > 3) {
            LONG.set(out, at + 3 * outStride, d);
        }
        if (outRows > 4) {
            LONG.set(out, at + 4 * outStride, e);
        }
        if (outRows > 5) {
            LONG.set(out, at + 5 * outStride, f);
        }
        if (outRows > 6) {
            LONG.set(out, at + 6 * outStride, g);
        }
        if (outRows > 7) {
            LONG.set(out, at + 7 * outStride, h);
        }
    }

    /** Returns eight by eight bits so that the first byte is what were the first bits. */
    private static long transposed(long square) {
        long x = square;
        long t = (x ^ x >>> 7) & 0x00AA_00AA_00AA_00AAL;
        x ^= t ^ t << 7;
        t = (x ^ x >>> 14) & 0x0000_CCCC_0000_CCCCL;
        x ^= t ^ t << 14;
        t = (x ^ x >>> 28) & 0x0000_0000_F0F0_F0F0L;
        return x ^ t ^ t << 28;
    }
}
