package io.partd.benchmarks;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Adds up all bytes, eight at a time, as a reader does that looks at each of them. Not thread-safe. */
final class ByteSum extends OutputStream {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long sum;
    private long count;

    @Override
    public void write(int one) {
        sum += one & 0xff;
        count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        long words = 0;
        int whole = from + (length & -Long.BYTES);
        for (int i = from; i < whole; i += Long.BYTES) {
            words += (long) LONGS.get(bytes, i);
        }
        for (int i = whole; i < from + length; i++) {
            words += bytes[i] & 0xff;
        }
        sum += words;
        count += length;
    }

    /** Returns the number of bytes. */
    long count() {
        return count;
    }

    @Override
    public String toString() {
        return count + " bytes with the sum " + sum;
    }
}
