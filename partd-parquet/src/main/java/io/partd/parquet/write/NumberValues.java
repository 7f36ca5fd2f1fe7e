package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.Arrays;

/** Numbers of four or eight bytes. */
final class NumberValues extends DictionaryValues<NumberDictionary, NumberMinMaxStatistics> {

    /** The numbers of all files are used only if they are at most so many times as many as those of this column. */
    private static final int MOST_SHARED = 8;

    private final int width;
    private final int mostEntries;

    /** The places in the dictionary of numbers of all files, each one more than that, 0 if it is not known. */
    private int[] known = {};

    private long knownGeneration;

    /**
     * Of a column.
     *
     * @param width bytes of a number
     * @param largestDictionary the bytes of a dictionary, of which one more falls back to plain values
     */
    NumberValues(int width, NumberMinMaxStatistics minMax, int largestDictionary) {
        super(new NumberDictionary(), minMax);
        this.width = width;
        this.mostEntries = largestDictionary / width;
    }

    /** Adds numbers; those of four bytes with their sign. */
    void add(long[] numbers, int count, Workspace workspace) throws IOException {
        int done = isDictionaryActive() ? addIndices(numbers, count, workspace) : 0;
        if (done < count) {
            addPlain(numbers, done, count);
        }
    }

    /** Adds numbers as long as the dictionary has room; returns how many. */
    private int addIndices(long[] numbers, int count, Workspace workspace) throws IOException {
        int[] found = workspace.found();
        int done = 0;
        while (done < count && dictionary.size() <= mostEntries) {
            found[done] = dictionary.id(numbers[done]);
            done++;
        }
        addIndices(found, done, (long) done * width, workspace);
        return done;
    }

    /**
     * Tells whether numbers are to be looked up by their places among those of all files, if these are not too many.
     */
    boolean takesShared(SharedNumbers all) {
        return isDictionaryActive()
                && all.size() > 0
                && all.size() <= MOST_SHARED * (long) dictionary.size() + ENOUGH_VALUES;
    }

    /**
     * Adds numbers that are given by their places among those of all files.
     *
     * @param places of all rows
     */
    void addShared(SharedNumbers all, int[] places, int[] rows, int from, int count, Workspace workspace)
            throws IOException {
        if (known.length < all.size() || knownGeneration != dictionary.generation()) {
            learn(all);
        }
        int[] found = workspace.found();
        int done = 0;
        while (done < count && dictionary.size() <= mostEntries) {
            int place = places[rows[from + done]];
            int id = known[place] - 1;
            if (id < 0) {
                id = dictionary.id(all.number(place));
                known[place] = id + 1;
            }
            found[done] = id;
            done++;
        }
        addIndices(found, done, (long) done * width, workspace);
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
        ByteBuilder plain = plain();
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
    }

    @Override
    int id(Entries entries, int entry) {
        return dictionary.id(((Entries.Numbers) entries).numbers()[entry]);
    }

    @Override
    void addPlain(Entries entries, int[] indices, int from, int to) throws IOException {
        long[] numbers = ((Entries.Numbers) entries).numbers();
        long[] left = new long[to - from];
        for (int i = from; i < to; i++) {
            left[i - from] = numbers[indices[i]];
        }
        addPlain(left, 0, left.length);
    }

    @Override
    void putPlain(int[] indices, int count, ByteBuilder to) throws IOException {
        int at = to.grow(count * width);
        byte[] bytes = to.bytes();
        for (int i = 0; i < count; i++) {
            long number = dictionary.key(indices[i]);
            if (width == Long.BYTES) {
                LittleEndian.putLong(bytes, at + i * Long.BYTES, number);
            } else {
                LittleEndian.putInt(bytes, at + i * Integer.BYTES, (int) number);
            }
        }
    }

    @Override
    void putDictionary(ByteBuilder to) throws IOException {
        dictionary.write(width, to);
    }

    @Override
    MinMax minMax(int[] indices, int count, Workspace workspace) {
        long[] some = workspace.numbers();
        for (int done = 0; done < count; done += some.length) {
            int n = Math.min(some.length, count - done);
            for (int i = 0; i < n; i++) {
                some[i] = dictionary.key(indices[done + i]);
            }
            minMax.add(some, n);
        }
        return minMax.endPage();
    }

    @Override
    MinMax minMax(ByteBuilder of, Workspace workspace) {
        long[] some = workspace.numbers();
        byte[] bytes = of.bytes();
        int count = of.size() / width;
        for (int done = 0; done < count; done += some.length) {
            int n = Math.min(some.length, count - done);
            for (int i = 0; i < n; i++) {
                int at = (done + i) * width;
                some[i] = width == Long.BYTES ? LittleEndian.getLong(bytes, at) : LittleEndian.getInt(bytes, at);
            }
            minMax.add(some, n);
        }
        return minMax.endPage();
    }

    @Override
    long dictionarySize() {
        return (long) dictionary.size() * width;
    }

    @Override
    public long memory() {
        return super.memory() + (long) Integer.BYTES * known.length;
    }

    @Override
    boolean isDictionaryTooLarge() {
        return dictionary.size() > mostEntries;
    }

    @Override
    void endDictionary() {
        super.endDictionary();
        known = new int[0];
    }
}
