package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.BitSet;

/** Byte strings, of any length or all of one. */
final class BytesValues extends DictionaryValues<BytesDictionary, BytesMinMaxStatistics> {

    /** The bytes of each, or 0 if they are of any length, which is in front of each then. */
    private final int width;

    private final int largestDictionary;

    private BytesValues(int width, BytesMinMaxStatistics minMax, int largestDictionary) {
        super(new BytesDictionary(), minMax);
        this.width = width;
        this.largestDictionary = largestDictionary;
    }

    /** Of any length, which is in front of each. */
    static BytesValues ofAnyLength(BytesMinMaxStatistics minMax, int largestDictionary) {
        return new BytesValues(0, minMax, largestDictionary);
    }

    /** All of one length, which the schema says. */
    static BytesValues ofOneLength(int width, BytesMinMaxStatistics minMax, int largestDictionary) {
        return new BytesValues(width, minMax, largestDictionary);
    }

    /** Adds strings that lie within an array. */
    void add(byte[] from, int[] starts, int[] lengths, int count, Workspace workspace) throws IOException {
        int done = 0;
        if (isDictionaryActive()) {
            int[] found = workspace.found();
            long bytes = 0;
            while (done < count && dictionary.byteCount() <= largestDictionary) {
                found[done] = dictionary.id(from, starts[done], lengths[done]);
                bytes += lengths[done] + prefix();
                done++;
            }
            addIndices(found, done, bytes, workspace);
        }
        for (; done < count; done++) {
            put(from, starts[done], lengths[done], plain());
        }
    }

    @Override
    int id(Entries entries, int entry) throws IOException {
        Entries.Strings strings = (Entries.Strings) entries;
        return dictionary.id(strings.bytes(), strings.start(entry), strings.length(entry));
    }

    @Override
    void addPlain(Entries entries, int[] indices, int from, int to) throws IOException {
        Entries.Strings strings = (Entries.Strings) entries;
        for (int i = from; i < to; i++) {
            put(strings.bytes(), strings.start(indices[i]), strings.length(indices[i]), plain());
        }
    }

    /** Returns how many bytes are in front of each in the plain layout. */
    private int prefix() {
        return width > 0 ? 0 : Integer.BYTES;
    }

    private void put(byte[] from, int start, int length, ByteBuilder to) throws IOException {
        if (width > 0) {
            to.put(from, start, length);
        } else {
            to.putWithLength(from, start, length);
        }
    }

    private void putEntry(int id, ByteBuilder to) throws IOException {
        put(dictionary.bytes(), dictionary.start(id), dictionary.length(id), to);
    }

    @Override
    void putPlain(int[] indices, int count, ByteBuilder to) throws IOException {
        for (int i = 0; i < count; i++) {
            putEntry(indices[i], to);
        }
    }

    @Override
    void putDictionary(ByteBuilder to) throws IOException {
        for (int id = 0; id < dictionary.size(); id++) {
            putEntry(id, to);
        }
    }

    @Override
    MinMax minMax(int[] indices, int count, Workspace workspace) {
        if (minMax.isSorted()) {
            addAll(indices, count);
        } else {
            addDifferent(indices, count, workspace);
        }
        return minMax.endPage();
    }

    private void addAll(int[] indices, int count) {
        for (int i = 0; i < count; i++) {
            int id = indices[i];
            if (i == 0 || id != indices[i - 1]) {
                minMax.add(dictionary.bytes(), dictionary.start(id), dictionary.length(id));
            }
        }
    }

    private void addDifferent(int[] indices, int count, Workspace workspace) {
        BitSet different = workspace.bits();
        for (int i = 0; i < count; i++) {
            different.set(indices[i]);
        }
        for (int id = different.nextSetBit(0); id >= 0; id = different.nextSetBit(id + 1)) {
            minMax.add(dictionary.bytes(), dictionary.start(id), dictionary.length(id));
        }
    }

    @Override
    MinMax minMax(ByteBuilder of, Workspace workspace) {
        byte[] bytes = of.bytes();
        int at = 0;
        while (at < of.size()) {
            int length = width > 0 ? width : LittleEndian.getInt(bytes, at);
            at += prefix();
            minMax.add(bytes, at, length);
            at += length;
        }
        return minMax.endPage();
    }

    @Override
    long dictionarySize() {
        return dictionary.byteCount() + (long) prefix() * dictionary.size();
    }

    @Override
    boolean isDictionaryTooLarge() {
        return dictionary.byteCount() > largestDictionary;
    }
}
