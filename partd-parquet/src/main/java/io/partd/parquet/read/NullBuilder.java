package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.arrow.memory.BuiltColumns;

/** Builds a vector of nulls only. */
final class NullBuilder implements LeafBuilder {

    private final ValueDecoders decoders = new ByteArrayDecoders();
    private int count;

    @Override
    public ValueDecoders decoders() {
        return decoders;
    }

    @Override
    public void begin(Page page) {}

    @Override
    public void append(int more) throws CorruptDataException {
        throw new CorruptDataException("a value in a column that has none");
    }

    @Override
    public void append(byte[] definitions, int more, int defined) throws CorruptDataException {
        for (int i = 0; i < more; i++) {
            if (definitions[i] == defined) {
                throw new CorruptDataException("a value in a column that has none");
            }
        }
        count += more;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public void finish(BuiltColumns columns) {
        columns.addNode(count, count);
        count = 0;
    }

    @Override
    public void close() {}
}
