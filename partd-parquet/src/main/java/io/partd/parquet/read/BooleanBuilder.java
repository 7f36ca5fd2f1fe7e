package io.partd.parquet.read;

import io.partd.arrow.memory.BitsBuilder;
import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.ValidityBuilder;
import io.partd.parquet.encoding.FixedWidthDecoder;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;

/** Builds a vector of booleans. */
final class BooleanBuilder implements LeafBuilder {

    private final FixedWidthDecoders decoders;
    private final PageDecoder<FixedWidthDecoder> decoder;
    private final ValidityBuilder validity;
    private final BitsBuilder values;
    private final byte[] stage = new byte[STEP];

    BooleanBuilder(FixedWidthDecoders decoders, BufferAllocator allocator) {
        this.decoders = decoders;
        this.decoder = new PageDecoder<>(decoders::decoder);
        this.validity = new ValidityBuilder(allocator, 0);
        this.values = new BitsBuilder(allocator, 0);
    }

    @Override
    public ValueDecoders decoders() {
        return decoders;
    }

    @Override
    public void begin(Page next) {
        decoder.begin(next);
    }

    @Override
    public void append(int count) throws IOException {
        read(count);
        values.append(stage, 0, count, 1);
        validity.appendValid(count);
    }

    @Override
    public void append(byte[] definitions, int count, int defined) throws IOException {
        int there = LeafBuilder.present(definitions, 0, count, defined);
        read(there);
        // To their slots, from the last on.
        for (int slot = count - 1; slot >= 0; slot--) {
            stage[slot] = definitions[slot] == defined ? stage[--there] : 0;
        }
        values.append(stage, 0, count, 1);
        validity.append(definitions, 0, count, defined);
    }

    private void read(int count) throws IOException {
        if (count > 0) {
            decoder.get().read(stage, 0, count);
        }
    }

    @Override
    public long size() {
        return values.size() + validity.size();
    }

    @Override
    public void finish(BuiltColumns columns) {
        validity.finish(columns);
        columns.addBuffer(values.share());
        values.close();
    }

    @Override
    public void close() {
        validity.close();
        values.close();
    }
}
