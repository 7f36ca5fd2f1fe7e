package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** Numbers of four or eight bytes. */
final class NumberValues implements ColumnValues {

    /** So many times as many as there are here the numbers of all files may be. */
    private static final int MOST_SHARED = 8;

    private final int width;
    private final int mostEntries;
    private final NumberExtremes extremes;
    private final NumberDictionary dictionary = new NumberDictionary();
    private final Ids ids = new Ids();
    private final ByteBuilder plain = new ByteBuilder();

    /** How many values came in pages that a dictionary does not make smaller. */
    private long undecided;

    /** The places in the dictionary of numbers of all files, each one more than that, 0 if it is not known. */
    private int[] known = {};

    private long knownGeneration;

    private boolean looked;
    private boolean dictionaryActive = true;
    private boolean dictionaryUsed;

    /**
     * Of a column.
     *
     * @param width bytes of a number
     * @param largestDictionary the bytes of a dictionary, of which one more falls back to plain values
     */
    NumberValues(int width, NumberExtremes extremes, int largestDictionary) {
        this.width = width;
        this.mostEntries = largestDictionary / width;
        this.extremes = extremes;
    }

    /** Adds numbers; those of four bytes with their sign. */
    void add(long[] numbers, int count) throws IOException {
        int done = dictionaryActive ? addIds(numbers, count) : 0;
        if (done < count) {
            addPlain(numbers, done, count);
        }
    }

    /** Adds numbers as long as the dictionary has room; returns how many. */
    private int addIds(long[] numbers, int count) throws IOException {
        int[] out = ids.grow(count);
        int at = ids.count();
        int done = 0;
        while (done < count && dictionary.size() <= mostEntries) {
            out[at + done] = dictionary.id(numbers[done]);
            done++;
        }
        ids.added(done);
        fallBackIfLarge();
        return done;
    }

    /**
     * Tells whether numbers are to be looked up by their places among those of all files, if these are not too many.
     */
    boolean takesShared(SharedNumbers all) {
        return dictionaryActive
                && all.size() > 0
                && all.size() <= MOST_SHARED * (long) dictionary.size() + ENOUGH_VALUES;
    }

    /**
     * Adds numbers that are given by their places among those of all files.
     *
     * @param places of all rows
     */
    void addShared(SharedNumbers all, int[] places, int[] rows, int from, int count) throws IOException {
        if (known.length < all.size() || knownGeneration != dictionary.generation()) {
            learn(all);
        }
        int[] out = ids.grow(count);
        int at = ids.count();
        int done = 0;
        while (done < count && dictionary.size() <= mostEntries) {
            int place = places[rows[from + done]];
            int id = known[place] - 1;
            if (id < 0) {
                id = dictionary.id(all.number(place));
                known[place] = id + 1;
            }
            out[at + done] = id;
            done++;
        }
        ids.added(done);
        fallBackIfLarge();
        if (done < count) {
            long[] left = new long[count - done];
            for (int i = done; i < count; i++) {
                left[i - done] = all.number(places[rows[from + i]]);
            }
            addPlain(left, 0, left.length);
        }
    }

    private void learn(SharedNumbers all) {
        boolean same = knownGeneration == dictionary.generation();
        int size = Math.max(all.size(), known.length);
        known = same
                ? Arrays.copyOf(known, Math.max(size, Math.min(2 * known.length, size + size / 2)))
                : new int[size];
        knownGeneration = dictionary.generation();
    }

    private void addPlain(long[] numbers, int from, int to) throws IOException {
        int at = plain.grow((to - from) * width);
        byte[] bytes = plain.bytes();
        if (width == Long.BYTES) {
            for (int i = from; i < to; i++) {
                LittleEndian.putLong(bytes, at + (i - from) * Long.BYTES, numbers[i]);
            }
        } else {
            for (int i = from; i < to; i++) {
                LittleEndian.putInt(bytes, at + (i - from) * Integer.BYTES, (int) numbers[i]);
            }
        }
        extremes.add(numbers, from, to);
    }

    @Override
    public void add(Entries entries, int[] indices, int count, KnownEntries known) throws IOException {
        long[] numbers = ((Entries.Numbers) entries).numbers();
        int done = 0;
        if (dictionaryActive) {
            int[] out = ids.grow(count);
            int at = ids.count();
            known.of(dictionary.generation());
            while (done < count && dictionary.size() <= mostEntries) {
                int index = indices[done];
                int id = known.get(index);
                if (id < 0) {
                    id = dictionary.id(numbers[index]);
                    known.put(index, id);
                }
                out[at + done] = id;
                done++;
            }
            ids.added(done);
            fallBackIfLarge();
        }
        if (done < count) {
            long[] left = new long[count - done];
            for (int i = done; i < count; i++) {
                left[i - done] = numbers[indices[i]];
            }
            addPlain(left, 0, left.length);
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
        if (dictionary.size() > mostEntries) {
            fallBack();
        }
    }

    /** Writes values plainly from now on, those of this page too. */
    private void fallBack() throws IOException {
        writePagePlainly();
        ids.release();
        dictionary.end();
        known = new int[0];
        dictionaryActive = false;
    }

    private void writePagePlainly() throws IOException {
        int at = plain.grow(ids.count() * width);
        byte[] bytes = plain.bytes();
        for (int i = 0; i < ids.count(); i++) {
            long number = dictionary.key(ids.get(i));
            if (width == Long.BYTES) {
                LittleEndian.putLong(bytes, at + i * Long.BYTES, number);
            } else {
                LittleEndian.putInt(bytes, at + i * Integer.BYTES, (int) number);
            }
        }
        ids.clear();
        extremes.add(dictionary.keys(), 0, dictionary.size());
        if (!dictionaryUsed) {
            dictionary.clear();
        }
    }

    private long dictionarySize() {
        return (long) dictionary.size() * width;
    }

    @Override
    public long size() {
        long encoded = dictionarySize() + ids.size(dictionary.size());
        return plain.size() + (dictionaryUsed ? encoded : Math.min(encoded, (long) ids.count() * width));
    }

    @Override
    public long memory() {
        return plain.memory() + ids.memory() + dictionary.memory() + (long) Integer.BYTES * known.length;
    }

    @Override
    public Encoding endPage(ByteBuilder out) throws IOException {
        boolean worthwhile = dictionarySize() + ids.size(dictionary.size()) < (long) ids.count() * width;
        if (dictionaryActive && (dictionaryUsed || worthwhile)) {
            ids.write(dictionary.size(), out);
            ids.clear();
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
                known = new int[0];
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
        dictionary.write(width, out);
        if (dictionaryActive) {
            extremes.add(dictionary.keys(), 0, dictionary.size());
        }
        return dictionary.size();
    }

    @Override
    public void describe(Statistics statistics) {
        extremes.describe(statistics);
    }
}
