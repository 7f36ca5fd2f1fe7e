package io.partd.parquet.read;

import java.io.IOException;

/** Builds a vector of values that may become a dictionary. */
interface DictionaryBuilder extends LeafBuilder {

    /** Adds all values of the row group's dictionary, and returns how many. */
    int addDictionary() throws IOException;
}
