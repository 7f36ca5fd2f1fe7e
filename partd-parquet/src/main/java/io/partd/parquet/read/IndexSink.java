package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.BinaryDecoder;
import io.partd.parquet.encoding.HybridDecoder;
import io.partd.parquet.encoding.LittleEndian;
import io.partd.parquet.encoding.Slices;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * A vector of indices in a dictionary of byte strings or texts: that of the column in its row group, and behind it the
 * values of pages that are written without. A batch has the dictionary of the one before it where that is the row
 * group's alone.
 */
final class IndexSink implements ColumnSink {

    private final BinaryDecoders decoders = new BinaryDecoders();
    private final BinarySink dictionary;
    private final Validity validity;
    private final GrowingBuffer indices;
    private final Slices slices = new Slices(STEP);
    private final int[] batch = new int[STEP];
    private final byte[] stage = new byte[STEP * Integer.BYTES];
    private @Nullable HybridDecoder encoded;
    private @Nullable BinaryDecoder plain;
    private @Nullable Page page;

    /** The row group's dictionary, once it is a part of this one. */
    private @Nullable Slices present;

    private int begin;
    private int length;
    private boolean handedOut;

    /** Of a column whose dictionary, a vector of its values, is made by {@code dictionary}. */
    IndexSink(BinarySink dictionary, BufferAllocator allocator) {
        this.dictionary = dictionary;
        this.validity = new Validity(allocator);
        this.indices = new GrowingBuffer(allocator);
    }

    @Override
    public ValueDecoders decoders() {
        return decoders;
    }

    @Override
    public void begin(Page next) {
        page = next;
        encoded = null;
        plain = null;
    }

    @Override
    public void append(int count) throws IOException {
        read(count);
        put(count);
        validity.addValid(count);
    }

    @Override
    public void append(byte[] definitions, int count, int defined) throws IOException {
        int there = ColumnSink.present(definitions, count, defined);
        read(there);
        // To their slots, from the last on.
        for (int slot = count - 1; slot >= 0; slot--) {
            batch[slot] = definitions[slot] == defined ? batch[--there] : 0;
        }
        for (int slot = 0; slot < count; slot++) {
            validity.add(definitions[slot] == defined);
        }
        put(count);
    }

    private void put(int count) {
        for (int i = 0; i < count; i++) {
            LittleEndian.putInt(stage, i * Integer.BYTES, batch[i]);
        }
        indices.put(stage, 0, count * Integer.BYTES);
    }

    /** Reads the indices of values that are there. */
    private void read(int count) throws IOException {
        if (count == 0) {
            return;
        }
        if (encoded == null && plain == null) {
            beginPage();
        }
        if (encoded != null) {
            addDictionary();
            readEncoded(encoded, count);
        } else if (plain != null) {
            readPlain(plain, count);
        }
    }

    /** A page without values may lack what its encoding needs: it is only asked for here. */
    private void beginPage() throws IOException {
        Page current = page;
        if (current == null) {
            throw new CorruptDataException("values without a page");
        }
        encoded = decoders.indices(current);
        if (encoded == null) {
            plain = decoders.decoder(current);
        }
    }

    /** Makes the row group's dictionary a part of this one, also where a page goes on in the next batch. */
    private void addDictionary() throws IOException {
        Slices own = decoders.dictionary();
        if (own == present) {
            return;
        }
        if (handedOut) {
            length = 0;
            handedOut = false;
        }
        begin = length;
        dictionary.add(own, own.capacity());
        length += own.capacity();
        present = own;
    }

    private void readEncoded(HybridDecoder decoder, int count) throws CorruptDataException {
        int known = decoders.dictionary().capacity();
        decoder.read(batch, 0, count);
        for (int i = 0; i < count; i++) {
            int index = batch[i];
            if (index < 0 || index >= known) {
                throw new CorruptDataException("the index " + index + " in a dictionary of " + known + " values");
            }
            batch[i] = begin + index;
        }
    }

    private void readPlain(BinaryDecoder decoder, int count) throws IOException {
        if (handedOut && present != null) {
            dictionary.add(present, present.capacity());
        }
        handedOut = false;
        for (int done = 0; done < count; ) {
            int n = decoder.read(slices, count - done);
            dictionary.add(slices, n);
            for (int i = 0; i < n; i++) {
                batch[done++] = length++;
            }
        }
    }

    /** Returns the dictionary of what is handed out next, to be closed; null if it is that of the batch before. */
    @Nullable
    ArrowRecordBatch takeDictionary() {
        if (handedOut) {
            return null;
        }
        try (Output output = new Output()) {
            dictionary.finish(output);
            ArrowRecordBatch taken = output.batch(length);
            handedOut = present != null && length == present.capacity();
            if (!handedOut) {
                present = null;
                length = 0;
            }
            return taken;
        }
    }

    @Override
    public long size() {
        return indices.size() + validity.size() + (handedOut ? 0 : dictionary.size());
    }

    @Override
    public void finish(Output output) {
        output.add(validity.node());
        output.add(validity.take());
        output.add(indices.take());
    }

    @Override
    public void close() {
        validity.close();
        indices.close();
        dictionary.close();
    }
}
