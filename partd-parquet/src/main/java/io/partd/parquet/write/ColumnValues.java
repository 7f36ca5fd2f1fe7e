package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import java.io.IOException;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** The values of a column in a row group: those of the page that grows, and the dictionary of all. */
interface ColumnValues {

    /** How large a dictionary may become before the values are written plainly. */
    int LARGEST_DICTIONARY = 1 << 20;

    /** Fewer values do not tell whether a dictionary is worthwhile for those after them. */
    int ENOUGH_VALUES = 1024;

    /** Returns about how many bytes the page has. */
    long pageSize();

    /** Returns about how many bytes of memory the values take, however much room there is for more. */
    long memory();

    /** Writes values plainly from now on, if the row group has a dictionary so far. */
    void fallBackToPlain() throws IOException;

    /** Ends the page: adds its values, encoded, and returns how. */
    Encoding endPage(ByteBuilder out) throws IOException;

    /** Adds the dictionary in the plain layout; returns how many values it has, 0 if no page needs one. */
    int writeDictionary(ByteBuilder out) throws IOException;

    /** Notes the smallest and the largest value, if the column has an order. */
    void describe(Statistics statistics);

    /** Begins another row group. */
    void clear();
}
