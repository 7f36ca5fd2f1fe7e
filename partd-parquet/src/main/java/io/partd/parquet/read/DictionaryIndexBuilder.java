package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import io.partd.arrow.memory.ValidityBuilder;
import io.partd.parquet.encoding.LittleEndian;
import io.partd.parquet.encoding.RleBitPackedDecoder;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Builds a vector of indices in a dictionary: that of the column in its row group, and after it the values of pages
 * that are written without. A batch has the dictionary of the one before it where that is the row group's alone.
 */
final class DictionaryIndexBuilder implements LeafBuilder, ValueDecoders {

    private static final int NONE = 0;

    private final DictionaryBuilder dictionary;
    private final ValidityBuilder validity;
    private final GrowingBuffer indices;
    private final int[] batch = new int[STEP];
    private final byte[] stage = new byte[STEP * Integer.BYTES];
    private @Nullable RleBitPackedDecoder encoded;
    private @Nullable Page page;
    private boolean plain;

    /** How many dictionaries row groups have had so far. */
    private int dictionaries;

    /** Which of these the row group has, or {@link #NONE}. */
    private int current;

    /** Which of these is a part of this one, from {@link #begin} on, or {@link #NONE}. */
    private int present;

    private int begin;
    private int known;
    private int length;
    private boolean handedOut;

    /** Of a column whose dictionary is made by {@code dictionary}. */
    DictionaryIndexBuilder(DictionaryBuilder dictionary, BufferAllocator allocator) {
        this.dictionary = dictionary;
        this.validity = new ValidityBuilder(allocator, 0);
        this.indices = new GrowingBuffer(allocator);
    }

    @Override
    public ValueDecoders decoders() {
        return this;
    }

    @Override
    public void reset() {
        dictionary.decoders().reset();
        current = NONE;
    }

    @Override
    public void dictionary(byte[] bytes, int size, int count) throws IOException {
        dictionary.decoders().dictionary(bytes, size, count);
        current = ++dictionaries;
    }

    @Override
    public void begin(Page next) {
        dictionary.begin(next);
        page = next;
        encoded = null;
        plain = false;
    }

    @Override
    public void append(int count) throws IOException {
        read(count);
        put(count);
        validity.appendValid(count);
    }

    @Override
    public void append(byte[] definitions, int count, int defined) throws IOException {
        int there = LeafBuilder.present(definitions, 0, count, defined);
        read(there);
        // To their slots, from the last on.
        for (int slot = count - 1; slot >= 0; slot--) {
            batch[slot] = definitions[slot] == defined ? batch[--there] : 0;
        }
        put(count);
        validity.append(definitions, 0, count, defined);
    }

    private void put(int count) {
        for (int i = 0; i < count; i++) {
            LittleEndian.putInt(stage, i * Integer.BYTES, batch[i]);
        }
        indices.put(bytes(), stage, 0, count * Integer.BYTES);
    }

    private long bytes() {
        return (long) validity.length() * Integer.BYTES;
    }

    /** Reads the indices of values that are there. */
    private void read(int count) throws IOException {
        if (count == 0) {
            return;
        }
        if (encoded == null && !plain) {
            beginPage();
        }
        if (encoded != null) {
            addDictionary();
            readEncoded(encoded, count);
        } else {
            readPlain(count);
        }
    }

    /** A page without values may lack what its encoding needs: it is only asked for here. */
    private void beginPage() throws IOException {
        Page next = page;
        if (next == null) {
            throw new CorruptDataException("values without a page");
        }
        switch (next.encoding()) {
            case PLAIN_DICTIONARY, RLE_DICTIONARY ->
                encoded = RleBitPackedDecoder.ofIndices(next.data(), next.from(), next.end());
            default -> plain = true;
        }
    }

    /** Makes the row group's dictionary a part of this one, also where a page goes on in the next batch. */
    private void addDictionary() throws IOException {
        if (current != NONE && current == present) {
            return;
        }
        if (handedOut) {
            length = 0;
            handedOut = false;
        }
        begin = length;
        known = dictionary.addDictionary();
        length += known;
        present = current;
    }

    private void readEncoded(RleBitPackedDecoder decoder, int count) throws CorruptDataException {
        decoder.read(batch, 0, count);
        for (int i = 0; i < count; i++) {
            int index = batch[i];
            if (index < 0 || index >= known) {
                throw new CorruptDataException("the index " + index + " in a dictionary of " + known + " values");
            }
            batch[i] = begin + index;
        }
    }

    private void readPlain(int count) throws IOException {
        if (handedOut) {
            // The batch before this one has the dictionary, and this batch needs one of its own.
            handedOut = false;
            length = current != NONE && current == present ? dictionary.addDictionary() : 0;
            present = length > 0 ? present : NONE;
        }
        dictionary.append(count);
        for (int i = 0; i < count; i++) {
            batch[i] = length++;
        }
    }

    /** Returns the dictionary of what is handed out next, to be closed; null if it is that of the batch before. */
    @Nullable
    ArrowRecordBatch takeDictionary() throws IOException {
        if (handedOut) {
            return null;
        }
        try (BuiltColumns columns = new BuiltColumns()) {
            dictionary.finish(columns);
            ArrowRecordBatch taken = columns.batch(length);
            handedOut = present != NONE && length == known;
            if (!handedOut) {
                present = NONE;
                length = 0;
            }
            return taken;
        }
    }

    @Override
    public long size() {
        return bytes() + validity.size() + (handedOut ? 0 : dictionary.size());
    }

    @Override
    public void finish(BuiltColumns columns) {
        long bytes = bytes();
        validity.finish(columns);
        columns.addBuffer(indices.share(bytes));
        indices.close();
    }

    @Override
    public void close() {
        validity.close();
        indices.close();
        dictionary.close();
    }
}
