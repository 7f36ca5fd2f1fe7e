package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** The values of a column in a row group: those of the page that grows, and the dictionary of all. */
interface ColumnValues {

    /** Fewer values do not tell whether a dictionary is worthwhile for those after them. */
    int ENOUGH_VALUES = 1024;

    /** After so many values it is seen whether nearly all are different, so that no dictionary would be worthwhile. */
    int EARLY_LOOK = 4096;

    /** Of so many different values in a hundred the dictionary is given up then. */
    int HOPELESS_PERCENT = 97;

    /** Returns how many values may be added until {@link #look} has to be called. */
    int untilLook();

    /** Falls back to plain values if a look at those of the first page tells so. */
    void look() throws IOException;

    /** Adds entries of a batch's dictionary, each of which is looked up once only as long as it is known. */
    void add(Entries entries, int[] indices, int count, KnownEntries known) throws IOException;

    /** Returns about how many bytes page and dictionary would have if they ended here, before compression. */
    long size();

    /** Returns how many bytes of memory are taken. */
    long memory();

    /** Ends the page: adds its values, encoded, and returns how. */
    Encoding endPage(ByteBuilder out) throws IOException;

    /** Adds the dictionary in the plain layout; returns how many values it has, 0 if no page needs one. */
    int writeDictionary(ByteBuilder out) throws IOException;

    /** Notes the smallest and the largest value, if the column has an order. */
    void describe(Statistics statistics);
}
