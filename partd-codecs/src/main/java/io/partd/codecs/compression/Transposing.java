package io.partd.codecs.compression;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Rearranges the bytes, or the bits, of elements as {@link BloscShuffle} says, and back. */
final class Transposing {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /**
     * As many elements, or bytes of one, as are handled at a time: those that make a square with the bytes of a long.
     */
    private static final int SIDE = 8;

    private Transposing() {}

    /** Brings bytes of the same place together. Bytes after the last whole element stay at the end. */
    static void shuffleBytes(byte[] in, int from, int count, int typesize, byte[] out, int at) {
        int elements = count / typesize;
        int squares = squares(elements, typesize);
        int rows = Math.min(typesize, SIDE);
        for (int first = 0; first < typesize; first = nextColumn(first, typesize)) {
            Rows read = new Rows(from + first, typesize, SIDE, SIDE * typesize);
            transpose(in, read, out, new Rows(at + first * elements, elements, rows, SIDE), squares);
        }
        for (int element = SIDE * squares; element < elements; element++) {
            for (int i = 0; i < typesize; i++) {
                out[at + i * elements + element] = in[from + element * typesize + i];
            }
        }
        int whole = elements * typesize;
        System.arraycopy(in, from + whole, out, at + whole, count - whole);
    }

    /** Undoes {@link #shuffleBytes}. */
    static void unshuffleBytes(byte[] in, int from, int count, int typesize, byte[] out, int at) {
        int elements = count / typesize;
        int squares = squares(elements, typesize);
        int rows = Math.min(typesize, SIDE);
        for (int first = 0; first < typesize; first = nextColumn(first, typesize)) {
            Rows read = new Rows(from + first * elements, elements, rows, SIDE);
            transpose(in, read, out, new Rows(at + first, typesize, SIDE, SIDE * typesize), squares);
        }
        for (int element = SIDE * squares; element < elements; element++) {
            for (int i = 0; i < typesize; i++) {
                out[at + element * typesize + i] = in[from + i * elements + element];
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

    /** How often eight elements are there, and eight bytes from the start of the last of them. */
    private static int squares(int elements, int typesize) {
        int missing = Math.max(0, SIDE - typesize);
        int whole = elements - (missing + typesize - 1) / typesize;
        return Math.max(0, whole) / SIDE;
    }

    /** The bytes of an element are taken eight at a time; at its end some are taken again, so that there are eight. */
    private static int nextColumn(int first, int typesize) {
        int next = first + SIDE;
        return next < typesize ? Math.min(next, typesize - SIDE) : typesize;
    }

    /** Rows of eight bytes, up to eight of them, a stride apart; those of the next square are a step further. */
    private record Rows(int at, int stride, int count, int step) {}

    /**
     * Writes squares of eight by eight bytes so that the first row is what were the first bytes of the rows read.
     * Elements of less than eight bytes have fewer rows of one kind; and rows of the other kind overlap then, where
     * each is written before those that correct what it wrote too much.
     */
    private static void transpose(byte[] in, Rows read, byte[] out, Rows written, int squares) {
        int from = read.at;
        int inStride = read.stride;
        int inRows = read.count;
        int at = written.at;
        int outStride = written.stride;
        int outRows = written.count;
        for (int square = 0; square < squares; square++, from += read.step, at += written.step) {
            long a = (long) LONG.get(in, from);
            long b;
            long c;
            long d;
            long e;
            long f;
            long g;
            long h;
            if (inRows == SIDE) {
                b = (long) LONG.get(in, from + inStride);
                c = (long) LONG.get(in, from + 2 * inStride);
                d = (long) LONG.get(in, from + 3 * inStride);
                e = (long) LONG.get(in, from + 4 * inStride);
                f = (long) LONG.get(in, from + 5 * inStride);
                g = (long) LONG.get(in, from + 6 * inStride);
                h = (long) LONG.get(in, from + 7 * inStride);
            } else {
                b = inRows > 1 ? (long) LONG.get(in, from + inStride) : 0;
                c = inRows > 2 ? (long) LONG.get(in, from + 2 * inStride) : 0;
                d = inRows > 3 ? (long) LONG.get(in, from + 3 * inStride) : 0;
                e = inRows > 4 ? (long) LONG.get(in, from + 4 * inStride) : 0;
                f = inRows > 5 ? (long) LONG.get(in, from + 5 * inStride) : 0;
                g = inRows > 6 ? (long) LONG.get(in, from + 6 * inStride) : 0;
                h = 0;
            }

            // Swap quarters of four by four bytes, then of two by two in each, then of single bytes.
            long t = (a >>> 32 ^ e) & 0xFFFF_FFFFL;
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
            if (outRows == SIDE) {
                LONG.set(out, at + outStride, b);
                LONG.set(out, at + 2 * outStride, c);
                LONG.set(out, at + 3 * outStride, d);
                LONG.set(out, at + 4 * outStride, e);
                LONG.set(out, at + 5 * outStride, f);
                LONG.set(out, at + 6 * outStride, g);
                LONG.set(out, at + 7 * outStride, h);
            } else {
                put(out, at, outStride, outRows, b, c, d, e, f, g);
            }
        }
    }

    private static void put(byte[] out, int at, int stride, int rows, long... fromTheSecond) {
        for (int row = 1; row < rows; row++) {
            LONG.set(out, at + row * stride, fromTheSecond[row - 1]);
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
