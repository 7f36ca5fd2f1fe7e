/** The footer and the headers of pages, as Parquet's own definition in Thrift says, read without trust in lengths. */
@NullMarked
package io.partd.parquet.format;

import org.jspecify.annotations.NullMarked;
