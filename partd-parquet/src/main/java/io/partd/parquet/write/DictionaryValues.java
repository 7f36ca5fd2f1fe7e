package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import org.apache.parquet.format.Encoding;

/**
 * Values that become indices in a dictionary as long as that makes them smaller, and plain values after that. This
 * class decides which; a subclass knows the values.
 *
 * @param <D> the dictionary
 * @param <M> what finds the bounds of a page
 */
abstract class DictionaryValues<D extends ValueDictionary, M extends MinMaxStatistics> implements ColumnValues {

    /** Fewer values do not tell whether a dictionary is worthwhile for those after them. */
    static final int ENOUGH_VALUES = 1024;

    /** The number of values after which a dictionary is given up if nearly all of them are different. */
    private static final int EARLY_LOOK = 4096;

    /** The share of different values, in percent, from which on it is given up then. */
    private static final int HOPELESS_PERCENT = 97;

    /**
     * A dictionary has to make values smaller by a third: what is nearly sorted, such as times, is compressed better as
     * values than as a dictionary and indices.
     */
    private static final int WORTHWHILE = 3;

    final D dictionary;
    final M minMax;
    private final DictionaryIndices indices = new DictionaryIndices();
    private final ByteBuilder plain = new ByteBuilder();

    /** The bytes that the values of {@link #indices} have in the plain layout. */
    private long indexedBytes;

    /** The number of values in finished pages that a dictionary did not make smaller. */
    private long undecided;

    /**
     * The size of the dictionary, and what there was of the page, when it was looked at last: since then is counted.
     */
    private long markDictionary;

    private int markCount;
    private long markBytes;
    private boolean looked;
    private boolean dictionaryActive = true;
    private boolean dictionaryUsed;

    DictionaryValues(D dictionary, M minMax) {
        this.dictionary = dictionary;
        this.minMax = minMax;
    }

    /** Returns the bytes that the dictionary has in the plain layout. */
    abstract long dictionarySize();

    /** Tells whether the dictionary is larger than it may be. */
    abstract boolean isDictionaryTooLarge();

    /** Releases what looking up values took. Values can still be read. */
    void endDictionary() {
        dictionary.end();
    }

    /** Returns the place in the dictionary of an entry of a batch's dictionary. */
    abstract int id(Entries entries, int entry) throws IOException;

    /** Adds entries of a batch's dictionary in the plain layout. */
    abstract void addPlain(Entries entries, int[] indices, int from, int to) throws IOException;

    /** Adds values of the dictionary in the plain layout. */
    abstract void putPlain(int[] indices, int count, ByteBuilder to) throws IOException;

    /** Adds the whole dictionary in the plain layout. */
    abstract void putDictionary(ByteBuilder to) throws IOException;

    /** Returns the bounds of values of the dictionary. */
    abstract MinMax minMax(int[] indices, int count, Workspace workspace);

    /** Returns the bounds of values in the plain layout. */
    abstract MinMax minMax(ByteBuilder of, Workspace workspace);

    final boolean isDictionaryActive() {
        return dictionaryActive;
    }

    /** The page's plain values, to which a subclass adds those that come after the dictionary was given up. */
    final ByteBuilder plain() {
        return plain;
    }

    @Override
    public final void add(Entries entries, int[] some, int count, Workspace workspace) throws IOException {
        int done = 0;
        if (dictionaryActive) {
            int[] found = workspace.found();
            KnownEntries known = workspace.known();
            known.of(dictionary.generation());
            boolean full = false;
            while (done < count && !full) {
                int entry = some[done];
                int id = known.get(entry);
                if (id < 0) {
                    id = id(entries, entry);
                    known.put(entry, id);
                    full = isDictionaryTooLarge();
                }
                found[done] = id;
                done++;
            }
            addIndices(found, done, entries.plainSize(some, done), workspace);
        }
        if (done < count) {
            addPlain(entries, some, done, count);
        }
    }

    /**
     * Adds indices; gives the dictionary up if it is too large.
     *
     * @param bytes the bytes that their values have in the plain layout
     */
    final void addIndices(int[] some, int count, long bytes, Workspace workspace) throws IOException {
        indices.add(some, count, dictionary.size());
        indexedBytes += bytes;
        if (isDictionaryTooLarge()) {
            fallBackToPlain(workspace);
        }
    }

    @Override
    public final int untilLook() {
        return dictionaryActive && !dictionaryUsed && !looked
                ? Math.max(1, EARLY_LOOK - indices.count())
                : Integer.MAX_VALUE;
    }

    @Override
    public final void look(Workspace workspace) throws IOException {
        if (dictionaryActive && !dictionaryUsed && !looked && indices.count() >= EARLY_LOOK) {
            looked = true;
            if (100L * dictionary.size() >= (long) HOPELESS_PERCENT * indices.count()) {
                fallBackToPlain(workspace);
            } else {
                mark();
            }
        }
    }

    private void mark() {
        markDictionary = dictionarySize();
        markCount = indices.count();
        markBytes = indexedBytes;
    }

    /** Writes values plainly from now on, those of this page too. */
    private void fallBackToPlain(Workspace workspace) throws IOException {
        writePagePlainly(workspace);
        endIndices();
    }

    private void endIndices() {
        indices.release();
        endDictionary();
        dictionaryActive = false;
    }

    private void writePagePlainly(Workspace workspace) throws IOException {
        int[] all = workspace.pageIndices(indices.count());
        indices.copy(all);
        putPlain(all, indices.count(), plain);
        clearIndices();
        if (!dictionaryUsed) {
            dictionary.clear();
        }
    }

    private void clearIndices() {
        indices.clear();
        indexedBytes = 0;
        mark();
    }

    private long encodedSize() {
        return dictionarySize() + DictionaryIndices.size(indices.count(), dictionary.size());
    }

    /**
     * Tells whether a dictionary makes values smaller: all so far, and those that came last. Of what has many values,
     * new ones come less and less often; where they come as often as ever, it does not pay.
     */
    private boolean isWorthwhile() {
        if (!dictionaryUsed && encodedSize() >= indexedBytes) {
            return false;
        }
        int last = indices.count() - markCount;
        if (last < ENOUGH_VALUES) {
            return true;
        }
        long added = dictionarySize() - markDictionary + DictionaryIndices.size(last, dictionary.size());
        return WORTHWHILE * added < (WORTHWHILE - 1) * (indexedBytes - markBytes);
    }

    @Override
    public final long size() {
        return plain.size() + (dictionaryUsed ? encodedSize() : Math.min(encodedSize(), indexedBytes));
    }

    @Override
    public long memory() {
        return plain.memory() + indices.memory() + dictionary.memory();
    }

    @Override
    public final EncodedPage endPage(ByteBuilder out, Workspace workspace) throws IOException {
        boolean worthwhile = dictionaryActive && isWorthwhile();
        if (worthwhile || (dictionaryActive && dictionaryUsed)) {
            int count = indices.count();
            int[] all = workspace.pageIndices(count);
            indices.copy(all);
            MinMax bounds = minMax(all, count, workspace);
            DictionaryIndices.write(all, count, dictionary.size(), out);
            clearIndices();
            dictionaryUsed = true;
            if (!worthwhile) {
                endIndices();
            }
            return new EncodedPage(Encoding.RLE_DICTIONARY, bounds);
        }
        if (dictionaryActive) {
            undecided += indices.count();
            if (undecided < ENOUGH_VALUES) {
                writePagePlainly(workspace);
            } else {
                fallBackToPlain(workspace);
            }
        }
        MinMax bounds = minMax(plain, workspace);
        out.put(plain.bytes(), 0, plain.size());
        plain.clear();
        return new EncodedPage(Encoding.PLAIN, bounds);
    }

    @Override
    public final void checkSorted(boolean descending) {
        minMax.checkSorted(descending);
    }

    @Override
    public final boolean isSorted() {
        return minMax.isSorted();
    }

    @Override
    public final int compare(byte[] a, byte[] b) {
        return minMax.compare(a, b);
    }

    @Override
    public final int writeDictionary(ByteBuilder out) throws IOException {
        if (!dictionaryUsed) {
            return 0;
        }
        putDictionary(out);
        return dictionary.size();
    }
}
