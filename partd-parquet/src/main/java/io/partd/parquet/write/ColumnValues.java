package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import org.apache.parquet.format.Encoding;

/** The values of a column in a row group: those of the page that grows, and the dictionary of all. */
interface ColumnValues {

    /**
     * An encoded page's description.
     *
     * @param encoding of its values
     * @param minMax their bounds; unknown without a value
     */
    record EncodedPage(Encoding encoding, MinMax minMax) {}

    /** Returns how many values may be added until {@link #look} has to be called. */
    int untilLook();

    /** Gives the dictionary up if nearly all values of the first page are different. */
    void look(Workspace workspace) throws IOException;

    /** Adds entries of a batch's dictionary, each of which is looked up once only as long as it is known. */
    void add(Entries entries, int[] indices, int count, Workspace workspace) throws IOException;

    /** Returns about how many bytes page and dictionary would have if they ended here, before compression. */
    long size();

    /** Returns how many bytes of memory are taken. */
    long memory();

    /** Ends the page: adds its values, encoded, and returns what is said of them. */
    EncodedPage endPage(ByteBuilder out, Workspace workspace) throws IOException;

    /** Adds the dictionary in the plain layout; returns how many values it has, 0 if no page needs one. */
    int writeDictionary(ByteBuilder out) throws IOException;

    /** Looks from now on whether values come in an order. */
    void checkSorted(boolean descending);

    /** Tells whether the values of all pages that have ended came in the order that is looked at. */
    boolean isSorted();

    /** Compares bounds of values in the column's order. */
    int compare(byte[] a, byte[] b);
}
