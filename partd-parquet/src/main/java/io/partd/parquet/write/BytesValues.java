package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** Byte strings, of any length or all of one. */
final class BytesValues implements ColumnValues {

    private final boolean fixed;
    private final BytesExtremes extremes;
    private final BytesDictionary dictionary = new BytesDictionary();
    private final Ids ids = new Ids();
    private final ByteBuilder plain = new ByteBuilder();
    private long idBytes;

    /** How many values came in pages that a dictionary does not make smaller. */
    private long undecided;

    private boolean looking = true;
    private boolean dictionaryUsed;

    private BytesValues(boolean fixed, BytesExtremes extremes) {
        this.fixed = fixed;
        this.extremes = extremes;
    }

    /** Of any length, which is in front of each. */
    static BytesValues ofAnyLength(BytesExtremes extremes) {
        return new BytesValues(false, extremes);
    }

    /** All of one length, which the schema says. */
    static BytesValues ofOneLength(BytesExtremes extremes) {
        return new BytesValues(true, extremes);
    }

    /** Adds strings that lie within an array. */
    void add(byte[] from, int[] starts, int[] lengths, int count) throws IOException {
        int done = 0;
        if (looking) {
            int[] out = ids.grow(count);
            int at = ids.count();
            while (done < count && dictionary.byteCount() <= LARGEST_DICTIONARY) {
                out[at + done] = dictionary.id(from, starts[done], lengths[done]);
                idBytes += lengths[done] + (fixed ? 0 : Integer.BYTES);
                done++;
            }
            ids.added(done);
            if (dictionary.byteCount() > LARGEST_DICTIONARY) {
                fallBackToPlain();
            }
        }
        for (; done < count; done++) {
            put(from, starts[done], lengths[done]);
            extremes.add(from, starts[done], lengths[done]);
        }
    }

    /** Adds strings of a dictionary, each of which is looked up once only. */
    void add(Entries entries, int[] indices, int count) throws IOException {
        int done = 0;
        if (looking) {
            int[] out = ids.grow(count);
            int[] known = entries.ids(dictionary.generation());
            int at = ids.count();
            while (done < count && dictionary.byteCount() <= LARGEST_DICTIONARY) {
                int index = indices[done];
                int id = known[index];
                if (id == Entries.UNKNOWN) {
                    id = dictionary.id(entries.bytes(), entries.start(index), entries.length(index));
                    known[index] = id;
                }
                out[at + done] = id;
                idBytes += dictionary.length(id) + (fixed ? 0 : Integer.BYTES);
                done++;
            }
            ids.added(done);
            if (dictionary.byteCount() > LARGEST_DICTIONARY) {
                fallBackToPlain();
            }
        }
        for (; done < count; done++) {
            int index = indices[done];
            put(entries.bytes(), entries.start(index), entries.length(index));
            extremes.add(entries.bytes(), entries.start(index), entries.length(index));
        }
    }

    private void put(byte[] from, int start, int length) throws IOException {
        if (fixed) {
            plain.put(from, start, length);
        } else {
            plain.putWithLength(from, start, length);
        }
    }

    /** Writes values plainly from now on, those of this page too. */
    @Override
    public void fallBackToPlain() throws IOException {
        if (looking) {
            writePagePlainly();
            dictionary.end();
            looking = false;
        }
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

    @Override
    public long pageSize() {
        return plain.size() + ids.size(dictionary.size());
    }

    @Override
    public long memory() {
        long perEntry = looking ? 24 : 8;
        return plain.size()
                + (long) Integer.BYTES * ids.count()
                + dictionary.byteCount()
                + perEntry * dictionary.size();
    }

    @Override
    public Encoding endPage(ByteBuilder out) throws IOException {
        long dictionarySize = dictionary.byteCount() + (fixed ? 0L : (long) Integer.BYTES * dictionary.size());
        boolean worthwhile = dictionarySize + ids.size(dictionary.size()) < idBytes;
        if (looking && (dictionaryUsed || worthwhile)) {
            ids.write(dictionary.size(), out);
            ids.clear();
            idBytes = 0;
            dictionaryUsed = true;
            return Encoding.RLE_DICTIONARY;
        }
        if (looking) {
            undecided += ids.count();
            looking = undecided < ENOUGH_VALUES;
            writePagePlainly();
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
        if (looking) {
            addToExtremes();
        }
        return dictionary.size();
    }

    @Override
    public void describe(Statistics statistics) {
        extremes.describe(statistics);
    }

    @Override
    public void clear() {
        dictionary.clear();
        ids.clear();
        idBytes = 0;
        plain.clear();
        extremes.clear();
        undecided = 0;
        looking = true;
        dictionaryUsed = false;
    }
}
