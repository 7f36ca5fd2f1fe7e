/** The compression of Parquet's pages. */
@NullMarked
package io.partd.parquet.compression;

import org.jspecify.annotations.NullMarked;
