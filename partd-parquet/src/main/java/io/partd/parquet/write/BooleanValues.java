package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import org.apache.parquet.format.Encoding;

/** Booleans, a bit each. */
final class BooleanValues implements ColumnValues {

    private final ByteBuilder page = new ByteBuilder();

    /** Adds booleans, a byte each, 0 or 1. */
    void add(byte[] values, int count) throws IOException {
        page.put(values, 0, count);
    }

    @Override
    public int untilLook() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void look(Workspace workspace) {
        // Booleans have no dictionary.
    }

    @Override
    public void add(Entries entries, int[] indices, int count, Workspace workspace) {
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
    public EncodedPage endPage(ByteBuilder out, Workspace workspace) throws IOException {
        byte[] values = page.bytes();
        int least = 1;
        int most = 0;
        for (int from = 0; from < page.size(); from += Byte.SIZE) {
            int bits = 0;
            for (int i = from; i < Math.min(page.size(), from + Byte.SIZE); i++) {
                bits |= values[i] << (i - from);
                least = Math.min(least, values[i]);
                most = Math.max(most, values[i]);
            }
            out.putNumber(bits, 1);
        }
        boolean none = page.size() == 0;
        page.clear();
        MinMax minMax = none ? MinMax.UNKNOWN : MinMax.exact(new byte[] {(byte) least}, new byte[] {(byte) most});
        return new EncodedPage(Encoding.PLAIN, minMax);
    }

    @Override
    public int writeDictionary(ByteBuilder out) {
        return 0;
    }

    @Override
    public void checkSorted(boolean descending) {
        // So few values are not worth it.
    }

    @Override
    public boolean isSorted() {
        return false;
    }

    @Override
    public int compare(byte[] a, byte[] b) {
        return Byte.compare(a[0], b[0]);
    }
}
