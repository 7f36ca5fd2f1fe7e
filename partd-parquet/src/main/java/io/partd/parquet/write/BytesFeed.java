package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Takes byte strings that lie one behind the other, with offsets of four bytes or eight. */
final class BytesFeed implements ValueFeed {

    /** As many bytes are taken at once, if it is more than one value. */
    private static final int ENOUGH = 1 << 18;

    private final int width;
    private final BytesValues values;
    private final byte[] offsets;
    private final ByteBuilder bytes = new ByteBuilder();
    private final int[] starts = new int[STEP];
    private final int[] lengths = new int[STEP];

    private BytesFeed(int width, BytesValues values) {
        this.width = width;
        this.values = values;
        this.offsets = new byte[(STEP + 1) * width];
    }

    static BytesFeed small(BytesValues values) {
        return new BytesFeed(Integer.BYTES, values);
    }

    static BytesFeed large(BytesValues values) {
        return new BytesFeed(Long.BYTES, values);
    }

    @Override
    public ColumnValues values() {
        return values;
    }

    @Override
    public void feed(FieldVector vector, int[] indices, int from, int count) throws IOException {
        int end = from + count;
        int at = from;
        while (at < end) {
            int run = 1;
            while (run < STEP && at + run < end && indices[at + run] == indices[at] + run) {
                run++;
            }
            at += feedRun(vector, indices[at], run);
        }
    }

    /** Takes values that are the indices of others in a dictionary. */
    void feed(FieldVector vector, Entries entries, int[] indices, int count) throws IOException {
        ArrowBuf data = vector.getDataBuffer();
        for (int from = 0; from < count; from += STEP) {
            int n = Math.min(STEP, count - from);
            for (int i = 0; i < n; i++) {
                int entry = data.getInt((long) indices[from + i] * Integer.BYTES);
                if (entry < 0 || entry >= entries.size()) {
                    throw new IllegalArgumentException(
                            "the index " + entry + " in a dictionary of " + entries.size() + " values");
                }
                starts[i] = entry;
            }
            values.add(entries, starts, n);
        }
    }

    /** Takes some of a run of values, at least one; returns how many. */
    private int feedRun(FieldVector vector, int first, int run) throws IOException {
        vector.getOffsetBuffer().getBytes((long) first * width, offsets, 0, (run + 1) * width);
        long begin = offset(0);
        int taken = 0;
        long end = begin;
        while (taken < run && (taken == 0 || offset(taken + 1) - begin <= ENOUGH)) {
            long start = end;
            end = offset(++taken);
            starts[taken - 1] = (int) (start - begin);
            lengths[taken - 1] = Math.toIntExact(end - start);
        }
        int size = Math.toIntExact(end - begin);
        bytes.clear();
        bytes.grow(size);
        ArrowBuf data = vector.getDataBuffer();
        data.getBytes(begin, bytes.bytes(), 0, size);
        values.add(bytes.bytes(), starts, lengths, taken);
        return taken;
    }

    private long offset(int at) {
        return width == Integer.BYTES
                ? LittleEndian.getInt(offsets, at * Integer.BYTES)
                : LittleEndian.getLong(offsets, at * Long.BYTES);
    }
}
