package io.partd.parquet.read;

import java.io.IOException;

/** A vector of values that may become a dictionary. */
interface DictionarySink extends ColumnSink {

    /** Adds all values of the row group's dictionary, and returns how many. */
    int addDictionary() throws IOException;
}
