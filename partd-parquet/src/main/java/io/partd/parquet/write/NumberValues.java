package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** Numbers of four or eight bytes. */
final class NumberValues implements ColumnValues {

    private final int width;
    private final NumberExtremes extremes;
    private final NumberDictionary dictionary = new NumberDictionary();
    private final Ids ids = new Ids();
    private final ByteBuilder plain = new ByteBuilder();

    /** How many values came in pages that a dictionary does not make smaller. */
    private long undecided;

    private boolean looking = true;
    private boolean dictionaryUsed;

    NumberValues(int width, NumberExtremes extremes) {
        this.width = width;
        this.extremes = extremes;
    }

    /** Adds values in the plain layout. */
    void add(byte[] values, int count) throws IOException {
        if (!looking) {
            plain.put(values, 0, count * width);
            extremes.add(values, 0, count);
            return;
        }
        int[] out = ids.grow(count);
        int at = ids.count();
        if (width == Long.BYTES) {
            for (int i = 0; i < count; i++) {
                out[at + i] = dictionary.id(LittleEndian.getLong(values, i * Long.BYTES));
            }
        } else {
            for (int i = 0; i < count; i++) {
                out[at + i] = dictionary.id(LittleEndian.getInt(values, i * Integer.BYTES));
            }
        }
        ids.added(count);
        if (dictionarySize() > LARGEST_DICTIONARY) {
            fallBackToPlain();
        }
    }

    private long dictionarySize() {
        return (long) dictionary.size() * width;
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
            plain.putNumber(dictionary.key(ids.get(i)), width);
        }
        ids.clear();
        addToExtremes();
        if (!dictionaryUsed) {
            dictionary.clear();
        }
    }

    private void addToExtremes() throws IOException {
        ByteBuilder all = new ByteBuilder();
        dictionary.write(width, all);
        extremes.add(all.bytes(), 0, dictionary.size());
    }

    @Override
    public long pageSize() {
        return plain.size() + ids.size(dictionary.size());
    }

    @Override
    public long memory() {
        return plain.size() + (long) Integer.BYTES * ids.count() + (looking ? 4 : 1) * dictionarySize();
    }

    @Override
    public Encoding endPage(ByteBuilder out) throws IOException {
        boolean worthwhile = dictionarySize() + ids.size(dictionary.size()) < (long) ids.count() * width;
        if (looking && (dictionaryUsed || worthwhile)) {
            ids.write(dictionary.size(), out);
            ids.clear();
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
        dictionary.write(width, out);
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
        plain.clear();
        extremes.clear();
        undecided = 0;
        looking = true;
        dictionaryUsed = false;
    }
}
