package io.partd.parquet.read;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import io.partd.arrow.memory.ValidityBuilder;
import io.partd.parquet.encoding.FixedDictionary;
import io.partd.parquet.encoding.FixedWidthDecoder;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Builds a vector of values that all have the same width. */
class FixedWidthBuilder implements DictionaryBuilder {

    private static final int STAGE = 1 << 14;

    private final FixedWidthDecoders decoders;
    private final PageDecoder<FixedWidthDecoder> decoder;
    private final int width;
    private final int step;
    private final ValidityBuilder validity;
    private final GrowingBuffer values;
    private byte[] stage = new byte[0];

    FixedWidthBuilder(FixedWidthDecoders decoders, BufferAllocator allocator) {
        this.decoders = decoders;
        this.decoder = new PageDecoder<>(decoders::decoder);
        this.width = decoders.width();
        this.step = Math.max(1, Math.min(STEP, STAGE / width));
        this.validity = new ValidityBuilder(allocator, 0);
        this.values = new GrowingBuffer(allocator);
    }

    @Override
    public final ValueDecoders decoders() {
        return decoders;
    }

    @Override
    public final void begin(Page next) {
        decoder.begin(next);
    }

    @Override
    public final void append(int count) throws IOException {
        for (int left = count; left > 0; left -= step) {
            int n = Math.min(left, step);
            read(n);
            put(stage, n);
            validity.appendValid(n);
        }
    }

    @Override
    public final int addDictionary() throws IOException {
        FixedDictionary all = decoders.dictionary();
        put(all.bytes(), all.size());
        validity.appendValid(all.size());
        return all.size();
    }

    @Override
    public final void append(byte[] definitions, int count, int defined) throws IOException {
        for (int from = 0; from < count; from += step) {
            int n = Math.min(count - from, step);
            int there = LeafBuilder.present(definitions, from, from + n, defined);
            read(there);
            spread(definitions, from, n, there, defined);
            put(stage, n);
            validity.append(definitions, from, from + n, defined);
        }
    }

    /** Adds values, which lie one after the other. */
    void put(byte[] from, int count) {
        values.put(bytes(), from, 0, count * width);
    }

    /** Returns how many bytes the values have. */
    long bytes() {
        return (long) validity.length() * width;
    }

    /** Returns a buffer of the values, which the caller releases. */
    ArrowBuf share() {
        return values.share(bytes());
    }

    /** Removes the values, and releases their memory. */
    void clear() {
        values.close();
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
    public final long size() {
        return bytes() + validity.size();
    }

    @Override
    public final void finish(BuiltColumns columns) {
        validity.share(columns);
        columns.addBuffer(share());
        close();
    }

    @Override
    public final void close() {
        validity.close();
        clear();
    }
}
