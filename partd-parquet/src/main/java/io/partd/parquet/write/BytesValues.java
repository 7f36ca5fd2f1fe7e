package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** Byte strings, of any length or all of one. */
final class BytesValues implements ColumnValues {

    private final boolean fixed;
    private final int largestDictionary;
    private final BytesExtremes extremes;
    private final BytesDictionary dictionary = new BytesDictionary();
    private final Ids ids = new Ids();
    private final ByteBuilder plain = new ByteBuilder();
    private long idBytes;

    /** How many values came in pages that a dictionary does not make smaller. */
    private long undecided;

    private boolean looked;
    private boolean dictionaryActive = true;
    private boolean dictionaryUsed;

    private BytesValues(boolean fixed, BytesExtremes extremes, int largestDictionary) {
        this.fixed = fixed;
        this.extremes = extremes;
        this.largestDictionary = largestDictionary;
    }

    /** Of any length, which is in front of each. */
    static BytesValues ofAnyLength(BytesExtremes extremes, int largestDictionary) {
        return new BytesValues(false, extremes, largestDictionary);
    }

    /** All of one length, which the schema says. */
    static BytesValues ofOneLength(BytesExtremes extremes, int largestDictionary) {
        return new BytesValues(true, extremes, largestDictionary);
    }

    /** Adds strings that lie within an array. */
    void add(byte[] from, int[] starts, int[] lengths, int count) throws IOException {
        int done = 0;
        if (dictionaryActive) {
            int[] out = ids.grow(count);
            int at = ids.count();
            while (done < count && dictionary.byteCount() <= largestDictionary) {
                out[at + done] = dictionary.id(from, starts[done], lengths[done]);
                idBytes += lengths[done] + (fixed ? 0 : Integer.BYTES);
                done++;
            }
            ids.added(done);
            fallBackIfLarge();
        }
        for (; done < count; done++) {
            put(from, starts[done], lengths[done]);
            extremes.add(from, starts[done], lengths[done]);
        }
    }

    @Override
    public void add(Entries entries, int[] indices, int count, KnownEntries known) throws IOException {
        Entries.Strings strings = (Entries.Strings) entries;
        int done = 0;
        if (dictionaryActive) {
            int[] out = ids.grow(count);
            int at = ids.count();
            known.of(dictionary.generation());
            while (done < count && dictionary.byteCount() <= largestDictionary) {
                int index = indices[done];
                int id = known.get(index);
                if (id < 0) {
                    id = dictionary.id(strings.bytes(), strings.start(index), strings.length(index));
                    known.put(index, id);
                }
                out[at + done] = id;
                idBytes += strings.length(index) + (fixed ? 0 : Integer.BYTES);
                done++;
            }
            ids.added(done);
            fallBackIfLarge();
        }
        for (; done < count; done++) {
            int index = indices[done];
            put(strings.bytes(), strings.start(index), strings.length(index));
            extremes.add(strings.bytes(), strings.start(index), strings.length(index));
        }
    }

    private void put(byte[] from, int start, int length) throws IOException {
        if (fixed) {
            plain.put(from, start, length);
        } else {
            plain.putWithLength(from, start, length);
        }
    }

    @Override
    public int untilLook() {
        return dictionaryActive && !dictionaryUsed && !looked
                ? Math.max(1, EARLY_LOOK - ids.count())
                : Integer.MAX_VALUE;
    }

    @Override
    public void look() throws IOException {
        if (dictionaryActive && !dictionaryUsed && !looked && ids.count() >= EARLY_LOOK) {
            looked = true;
            if (100L * dictionary.size() >= (long) HOPELESS_PERCENT * ids.count()) {
                fallBack();
            }
        }
    }

    private void fallBackIfLarge() throws IOException {
        if (dictionary.byteCount() > largestDictionary) {
            fallBack();
        }
    }

    /** Writes values plainly from now on, those of this page too. */
    private void fallBack() throws IOException {
        writePagePlainly();
        ids.release();
        dictionary.end();
        dictionaryActive = false;
    }

    private void writePagePlainly() throws IOException {
        for (int i = 0; i < ids.count(); i++) {
            int id = ids.get(i);
            put(dictionary.bytes(), dictionary.start(id), dictionary.length(id));
        }
        ids.clear();
        idBytes = 0;
        addToExtremes();
        if (!dictionaryUsed) {
            dictionary.clear();
        }
    }

    private void addToExtremes() {
        for (int id = 0; id < dictionary.size(); id++) {
            extremes.add(dictionary.bytes(), dictionary.start(id), dictionary.length(id));
        }
    }

    private long dictionarySize() {
        return dictionary.byteCount() + (fixed ? 0L : (long) Integer.BYTES * dictionary.size());
    }

    @Override
    public long size() {
        long encoded = dictionarySize() + ids.size(dictionary.size());
        return plain.size() + (dictionaryUsed ? encoded : Math.min(encoded, idBytes));
    }

    @Override
    public long memory() {
        return plain.memory() + ids.memory() + dictionary.memory();
    }

    @Override
    public Encoding endPage(ByteBuilder out) throws IOException {
        boolean worthwhile = dictionarySize() + ids.size(dictionary.size()) < idBytes;
        if (dictionaryActive && (dictionaryUsed || worthwhile)) {
            ids.write(dictionary.size(), out);
            ids.clear();
            idBytes = 0;
            dictionaryUsed = true;
            return Encoding.RLE_DICTIONARY;
        }
        if (dictionaryActive) {
            undecided += ids.count();
            dictionaryActive = undecided < ENOUGH_VALUES;
            writePagePlainly();
            if (!dictionaryActive) {
                ids.release();
                dictionary.end();
            }
        }
        out.put(plain.bytes(), 0, plain.size());
        plain.clear();
        return Encoding.PLAIN;
    }

    @Override
    public int writeDictionary(ByteBuilder out) throws IOException {
        if (!dictionaryUsed) {
            return 0;
        }
        for (int id = 0; id < dictionary.size(); id++) {
            if (fixed) {
                out.put(dictionary.bytes(), dictionary.start(id), dictionary.length(id));
            } else {
                out.putWithLength(dictionary.bytes(), dictionary.start(id), dictionary.length(id));
            }
        }
        if (dictionaryActive) {
            addToExtremes();
        }
        return dictionary.size();
    }

    @Override
    public void describe(Statistics statistics) {
        extremes.describe(statistics);
    }
}
