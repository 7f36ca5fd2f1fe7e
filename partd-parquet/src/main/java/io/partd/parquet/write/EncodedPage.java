package io.partd.parquet.write;

import org.apache.parquet.format.Encoding;

/**
 * What is said of a page's values.
 *
 * @param encoding that they have
 * @param minMax their bounds; unknown without a value
 */
record EncodedPage(Encoding encoding, MinMax minMax) {}
