package io.partd.parquet.read;

import io.partd.parquet.encoding.FixedDecoder;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;

/** A vector of booleans. */
final class BitSink implements ColumnSink {

    private final FixedDecoders decoders;
    private final PageDecoder<FixedDecoder> decoder;
    private final Validity validity;
    private final BitBuffer values;
    private final byte[] stage = new byte[STEP];

    BitSink(FixedDecoders decoders, BufferAllocator allocator) {
        this.decoders = decoders;
        this.decoder = new PageDecoder<>(decoders::decoder);
        this.validity = new Validity(allocator);
        this.values = new BitBuffer(allocator);
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
        for (int i = 0; i < count; i++) {
            values.add(stage[i]);
        }
        validity.addValid(count);
    }

    @Override
    public void append(byte[] definitions, int count, int defined) throws IOException {
        int there = ColumnSink.present(definitions, count, defined);
        read(there);
        int source = 0;
        for (int i = 0; i < count; i++) {
            boolean valid = definitions[i] == defined;
            validity.add(valid);
            values.add(valid ? stage[source++] : 0);
        }
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
    public void finish(Output output) {
        output.add(validity.node());
        output.add(validity.take());
        output.add(values.take());
    }

    @Override
    public void close() {
        validity.close();
        values.close();
    }
}
