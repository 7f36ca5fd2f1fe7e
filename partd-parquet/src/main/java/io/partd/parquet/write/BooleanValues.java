package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** Booleans, a bit each. */
final class BooleanValues implements ColumnValues {

    private final ByteBuilder page = new ByteBuilder();
    private boolean anyFalse;
    private boolean anyTrue;

    /** Adds booleans, a byte each, 0 or 1. */
    void add(byte[] values, int count) throws IOException {
        page.put(values, 0, count);
        for (int i = 0; i < count; i++) {
            anyTrue |= values[i] != 0;
            anyFalse |= values[i] == 0;
        }
    }

    @Override
    public int untilLook() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void look() {
        // Booleans have no dictionary.
    }

    @Override
    public void add(Entries entries, int[] indices, int count, KnownEntries known) {
        throw new IllegalStateException("a dictionary of booleans");
    }

    @Override
    public long size() {
        return page.size() / Byte.SIZE;
    }

    @Override
    public long memory() {
        return page.memory();
    }

    @Override
    public Encoding endPage(ByteBuilder out) throws IOException {
        byte[] values = page.bytes();
        for (int from = 0; from < page.size(); from += Byte.SIZE) {
            int bits = 0;
            for (int i = from; i < Math.min(page.size(), from + Byte.SIZE); i++) {
                bits |= values[i] << (i - from);
            }
            out.putNumber(bits, 1);
        }
        page.clear();
        return Encoding.PLAIN;
    }

    @Override
    public int writeDictionary(ByteBuilder out) {
        return 0;
    }

    @Override
    public void describe(Statistics statistics) {
        if (anyFalse || anyTrue) {
            statistics.setMin_value(new byte[] {(byte) (anyFalse ? 0 : 1)});
            statistics.setMax_value(new byte[] {(byte) (anyTrue ? 1 : 0)});
            statistics.setIs_min_value_exact(true);
            statistics.setIs_max_value_exact(true);
        }
    }
}
