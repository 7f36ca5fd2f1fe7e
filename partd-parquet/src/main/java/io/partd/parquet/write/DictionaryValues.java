package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import org.apache.parquet.format.Encoding;

/**
 * Values that become indices in a dictionary as long as that makes them smaller, and plain values after that. This
 * class decides which; a subclass has the dictionary.
 */
abstract class DictionaryValues implements ColumnValues {

    /** Fewer values do not tell whether a dictionary is worthwhile for those after them. */
    static final int ENOUGH_VALUES = 1024;

    /** The number of values after which a dictionary is given up if nearly all of them are different. */
    private static final int EARLY_LOOK = 4096;

    /** The share of different values, in percent, from which on it is given up then. */
    private static final int HOPELESS_PERCENT = 97;

    private final DictionaryIndices indices = new DictionaryIndices();
    private final ByteBuilder plain = new ByteBuilder();

    /** The bytes that the values of {@link #indices} have in the plain layout. */
    private long indexedBytes;

    /** The number of values in finished pages that a dictionary did not make smaller. */
    private long undecided;

    private boolean looked;
    private boolean dictionaryActive = true;
    private boolean dictionaryUsed;

    /** Returns the number of values in the dictionary. */
    abstract int entries();

    /** Returns the bytes that the dictionary has in the plain layout. */
    abstract long dictionarySize();

    abstract long dictionaryMemory();

    /** Tells whether the dictionary is larger than it may be. */
    abstract boolean isDictionaryTooLarge();

    /** Empties the dictionary, which goes on. */
    abstract void clearDictionary();

    /** Releases what looking up values took. Values can still be read. */
    abstract void endDictionary();

    /** Adds values of the dictionary in the plain layout. */
    abstract void putPlain(DictionaryIndices from, ByteBuilder to) throws IOException;

    /** Adds the whole dictionary in the plain layout. */
    abstract void putDictionary(ByteBuilder to) throws IOException;

    /** Returns what values are added to by {@link #minMax}. */
    abstract MinMaxStatistics statistics();

    /** Returns the bounds of values of the dictionary. */
    abstract MinMax minMax(DictionaryIndices of, Workspace workspace);

    /** Returns the bounds of values in the plain layout. */
    abstract MinMax minMax(ByteBuilder of, Workspace workspace);

    final boolean isDictionaryActive() {
        return dictionaryActive;
    }

    /** The page's indices. A subclass puts new ones there, and then calls {@link #added}. */
    final DictionaryIndices indices() {
        return indices;
    }

    /** The page's plain values, to which a subclass adds those that come after the dictionary was given up. */
    final ByteBuilder plain() {
        return plain;
    }

    /**
     * Says that indices were put to {@link #indices}; gives the dictionary up if it is too large.
     *
     * @param bytes the bytes that their values have in the plain layout
     */
    final void added(int count, long bytes) throws IOException {
        indices.added(count);
        indexedBytes += bytes;
        if (isDictionaryTooLarge()) {
            fallBackToPlain();
        }
    }

    @Override
    public final int untilLook() {
        return dictionaryActive && !dictionaryUsed && !looked
                ? Math.max(1, EARLY_LOOK - indices.count())
                : Integer.MAX_VALUE;
    }

    @Override
    public final void look() throws IOException {
        if (dictionaryActive && !dictionaryUsed && !looked && indices.count() >= EARLY_LOOK) {
            looked = true;
            if (100L * entries() >= (long) HOPELESS_PERCENT * indices.count()) {
                fallBackToPlain();
            }
        }
    }

    /** Writes values plainly from now on, those of this page too. */
    private void fallBackToPlain() throws IOException {
        writePagePlainly();
        indices.release();
        endDictionary();
        dictionaryActive = false;
    }

    private void writePagePlainly() throws IOException {
        putPlain(indices, plain);
        clearIndices();
        if (!dictionaryUsed) {
            clearDictionary();
        }
    }

    private void clearIndices() {
        indices.clear();
        indexedBytes = 0;
    }

    private long encodedSize() {
        return dictionarySize() + indices.size(entries());
    }

    @Override
    public final long size() {
        return plain.size() + (dictionaryUsed ? encodedSize() : Math.min(encodedSize(), indexedBytes));
    }

    @Override
    public final long memory() {
        return plain.memory() + indices.memory() + dictionaryMemory();
    }

    @Override
    public final EncodedPage endPage(ByteBuilder out, Workspace workspace) throws IOException {
        if (dictionaryActive && (dictionaryUsed || encodedSize() < indexedBytes)) {
            MinMax minMax = minMax(indices, workspace);
            indices.write(entries(), out);
            clearIndices();
            dictionaryUsed = true;
            return new EncodedPage(Encoding.RLE_DICTIONARY, minMax);
        }
        if (dictionaryActive) {
            undecided += indices.count();
            if (undecided < ENOUGH_VALUES) {
                writePagePlainly();
            } else {
                fallBackToPlain();
            }
        }
        MinMax minMax = minMax(plain, workspace);
        out.put(plain.bytes(), 0, plain.size());
        plain.clear();
        return new EncodedPage(Encoding.PLAIN, minMax);
    }

    @Override
    public final void checkSorted(boolean descending) {
        statistics().checkSorted(descending);
    }

    @Override
    public final boolean isSorted() {
        return statistics().isSorted();
    }

    @Override
    public final int compare(byte[] a, byte[] b) {
        return statistics().compare(a, b);
    }

    @Override
    public final int writeDictionary(ByteBuilder out) throws IOException {
        if (!dictionaryUsed) {
            return 0;
        }
        putDictionary(out);
        return entries();
    }
}
