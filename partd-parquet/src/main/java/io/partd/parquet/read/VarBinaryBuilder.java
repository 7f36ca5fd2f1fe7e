package io.partd.parquet.read;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import io.partd.arrow.memory.OffsetsBuilder;
import io.partd.arrow.memory.ValidityBuilder;
import io.partd.parquet.encoding.ByteArrayDecoder;
import io.partd.parquet.encoding.LittleEndian;
import io.partd.parquet.encoding.Slices;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;

/** Builds a vector of byte strings or texts. */
final class VarBinaryBuilder implements DictionaryBuilder {

    private static final int STAGE = 1 << 14;

    /** Up to this length eight bytes are copied at a time, some too many. */
    private static final int SHORT = LittleEndian.SLACK;

    private final ByteArrayDecoders decoders = new ByteArrayDecoders();
    private final PageDecoder<ByteArrayDecoder> decoder = new PageDecoder<>(decoders::decoder);
    private final ValidityBuilder validity;
    private final OffsetsBuilder offsets;
    private final GrowingBuffer values;
    private final Slices slices = new Slices(STEP);
    private final byte[] stage = new byte[STAGE + LittleEndian.SLACK];
    private int staged;
    private long size;
    private long valueSize;

    VarBinaryBuilder(OffsetsBuilder offsets, BufferAllocator allocator) {
        this.offsets = offsets;
        this.validity = new ValidityBuilder(allocator, 0);
        this.values = new GrowingBuffer(allocator);
    }

    @Override
    public ValueDecoders decoders() {
        return decoders;
    }

    @Override
    public void begin(Page next) {
        decoder.begin(next);
        valueSize = decoders.valueSize(next);
    }

    @Override
    public long valueSize() {
        return valueSize;
    }

    @Override
    public void append(int count) throws IOException {
        for (int done = 0; done < count; ) {
            int n = read(count - done);
            add(slices, n);
            done += n;
        }
    }

    @Override
    public int addDictionary() throws IOException {
        Slices all = decoders.dictionary();
        add(all, all.capacity());
        return all.capacity();
    }

    private void add(Slices from, int count) throws IOException {
        offsets.append(from.lengths(), count);
        copy(from, count);
        validity.appendValid(count);
    }

    @Override
    public void append(byte[] definitions, int count, int defined) throws IOException {
        int there = LeafBuilder.present(definitions, 0, count, defined);
        int slot = 0;
        for (int done = 0; done < there; ) {
            int n = read(there - done);
            for (int i = 0; i < n; slot++) {
                offsets.append(definitions[slot] == defined ? slices.lengths()[i++] : 0);
            }
            copy(slices, n);
            done += n;
        }
        for (; slot < count; slot++) {
            offsets.append(0);
        }
        validity.append(definitions, 0, count, defined);
    }

    private int read(int count) throws IOException {
        return decoder.get().read(slices, count);
    }

    private void copy(Slices which, int count) {
        byte[] from = which.bytes();
        int[] starts = which.starts();
        int[] lengths = which.lengths();
        byte[] to = stage;
        int at = staged;
        for (int i = 0; i < count; i++) {
            int length = lengths[i];
            if (length > STAGE - at) {
                size = values.put(size, to, 0, at);
                at = 0;
                if (length > STAGE) {
                    size = values.put(size, from, starts[i], length);
                    continue;
                }
            }
            int start = starts[i];
            if (length <= SHORT) {
                LittleEndian.putLong(to, at, LittleEndian.getLong(from, start));
                if (length > Long.BYTES) {
                    LittleEndian.putLong(to, at + Long.BYTES, LittleEndian.getLong(from, start + Long.BYTES));
                }
            } else {
                System.arraycopy(from, start, to, at, length);
            }
            at += length;
        }
        staged = at;
    }

    @Override
    public long size() {
        return size + staged + offsets.size() + validity.size();
    }

    @Override
    public void finish(BuiltColumns columns) throws IOException {
        size = values.put(size, stage, 0, staged);
        staged = 0;
        validity.finish(columns);
        LeafBuilder.finish(offsets, columns);
        columns.addBuffer(values.share(size));
        values.close();
        size = 0;
    }

    @Override
    public void close() {
        validity.close();
        offsets.close();
        values.close();
    }
}
