package io.partd.parquet.read;

import io.partd.parquet.encoding.FixedDecoder;
import io.partd.parquet.encoding.FixedDictionary;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;

/** A vector of values that all have the same width. */
final class FixedSink implements DictionarySink {

    private static final int STAGE = 1 << 14;

    private final FixedDecoders decoders;
    private final PageDecoder<FixedDecoder> decoder;
    private final int width;
    private final int step;
    private final Validity validity;
    private final GrowingBuffer values;
    private byte[] stage = new byte[0];

    FixedSink(FixedDecoders decoders, BufferAllocator allocator) {
        this.decoders = decoders;
        this.decoder = new PageDecoder<>(decoders::decoder);
        this.width = decoders.width();
        this.step = Math.max(1, Math.min(STEP, STAGE / width));
        this.validity = new Validity(allocator);
        this.values = new GrowingBuffer(allocator);
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
        for (int left = count; left > 0; left -= step) {
            int n = Math.min(left, step);
            read(n);
            values.put(stage, 0, n * width);
        }
        validity.addValid(count);
    }

    @Override
    public int addDictionary() throws IOException {
        FixedDictionary all = decoders.dictionary();
        values.put(all.bytes(), 0, all.size() * width);
        validity.addValid(all.size());
        return all.size();
    }

    @Override
    public void append(byte[] definitions, int count, int defined) throws IOException {
        for (int from = 0; from < count; from += step) {
            int n = Math.min(count - from, step);
            int there = 0;
            for (int i = from; i < from + n; i++) {
                boolean valid = definitions[i] == defined;
                validity.add(valid);
                there += valid ? 1 : 0;
            }
            read(there);
            spread(definitions, from, n, there, defined);
            values.put(stage, 0, n * width);
        }
    }

    private void read(int count) throws IOException {
        if (stage.length == 0) {
            stage = new byte[step * width + LittleEndian.SLACK];
        }
        if (count > 0) {
            decoder.get().read(stage, 0, count);
        }
    }

    /** Moves values to their slots, from the last on. */
    private void spread(byte[] definitions, int from, int count, int there, int defined) {
        int source = there;
        for (int slot = count - 1; slot >= 0; slot--) {
            if (definitions[from + slot] == defined) {
                source--;
                move(source, slot);
            } else {
                Arrays.fill(stage, slot * width, (slot + 1) * width, (byte) 0);
            }
        }
    }

    private void move(int source, int slot) {
        if (width == Long.BYTES) {
            LittleEndian.putLong(stage, slot * Long.BYTES, LittleEndian.getLong(stage, source * Long.BYTES));
        } else if (width == Integer.BYTES) {
            LittleEndian.putInt(stage, slot * Integer.BYTES, LittleEndian.getInt(stage, source * Integer.BYTES));
        } else {
            System.arraycopy(stage, source * width, stage, slot * width, width);
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
