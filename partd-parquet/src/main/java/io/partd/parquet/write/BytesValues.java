package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import org.apache.parquet.format.Statistics;

/** Byte strings, of any length or all of one. */
final class BytesValues extends DictionaryValues {

    private final boolean fixed;
    private final int largestDictionary;
    private final BytesMinMaxStatistics minMax;
    private final BytesDictionary dictionary = new BytesDictionary();

    private BytesValues(boolean fixed, BytesMinMaxStatistics minMax, int largestDictionary) {
        this.fixed = fixed;
        this.minMax = minMax;
        this.largestDictionary = largestDictionary;
    }

    /** Of any length, which is in front of each. */
    static BytesValues ofAnyLength(BytesMinMaxStatistics minMax, int largestDictionary) {
        return new BytesValues(false, minMax, largestDictionary);
    }

    /** All of one length, which the schema says. */
    static BytesValues ofOneLength(BytesMinMaxStatistics minMax, int largestDictionary) {
        return new BytesValues(true, minMax, largestDictionary);
    }

    /** Adds strings that lie within an array. */
    void add(byte[] from, int[] starts, int[] lengths, int count) throws IOException {
        int done = 0;
        if (isDictionaryActive()) {
            int[] out = indices().grow(count);
            int at = indices().count();
            long bytes = 0;
            while (done < count && dictionary.byteCount() <= largestDictionary) {
                out[at + done] = dictionary.id(from, starts[done], lengths[done]);
                bytes += lengths[done] + (fixed ? 0 : Integer.BYTES);
                done++;
            }
            added(done, bytes);
        }
        for (; done < count; done++) {
            put(from, starts[done], lengths[done], plain());
            minMax.add(from, starts[done], lengths[done]);
        }
    }

    @Override
    public void add(Entries entries, int[] indices, int count, KnownEntries known) throws IOException {
        Entries.Strings strings = (Entries.Strings) entries;
        int done = 0;
        if (isDictionaryActive()) {
            int[] out = indices().grow(count);
            int at = indices().count();
            long bytes = 0;
            known.of(dictionary.generation());
            while (done < count && dictionary.byteCount() <= largestDictionary) {
                int index = indices[done];
                int id = known.get(index);
                if (id < 0) {
                    id = dictionary.id(strings.bytes(), strings.start(index), strings.length(index));
                    known.put(index, id);
                }
                out[at + done] = id;
                bytes += strings.length(index) + (fixed ? 0 : Integer.BYTES);
                done++;
            }
            added(done, bytes);
        }
        for (; done < count; done++) {
            int index = indices[done];
            put(strings.bytes(), strings.start(index), strings.length(index), plain());
            minMax.add(strings.bytes(), strings.start(index), strings.length(index));
        }
    }

    private void put(byte[] from, int start, int length, ByteBuilder to) throws IOException {
        if (fixed) {
            to.put(from, start, length);
        } else {
            to.putWithLength(from, start, length);
        }
    }

    private void putEntry(int id, ByteBuilder to) throws IOException {
        put(dictionary.bytes(), dictionary.start(id), dictionary.length(id), to);
    }

    @Override
    void putPlain(DictionaryIndices from, ByteBuilder to) throws IOException {
        for (int i = 0; i < from.count(); i++) {
            putEntry(from.get(i), to);
        }
    }

    @Override
    void putDictionary(ByteBuilder to) throws IOException {
        for (int id = 0; id < dictionary.size(); id++) {
            putEntry(id, to);
        }
    }

    @Override
    void addDictionaryToStatistics() {
        for (int id = 0; id < dictionary.size(); id++) {
            minMax.add(dictionary.bytes(), dictionary.start(id), dictionary.length(id));
        }
    }

    @Override
    int entries() {
        return dictionary.size();
    }

    @Override
    long dictionarySize() {
        return dictionary.byteCount() + (fixed ? 0L : (long) Integer.BYTES * dictionary.size());
    }

    @Override
    long dictionaryMemory() {
        return dictionary.memory();
    }

    @Override
    boolean isDictionaryTooLarge() {
        return dictionary.byteCount() > largestDictionary;
    }

    @Override
    void clearDictionary() {
        dictionary.clear();
    }

    @Override
    void endDictionary() {
        dictionary.end();
    }

    @Override
    public void describe(Statistics statistics) {
        minMax.describe(statistics);
    }
}
