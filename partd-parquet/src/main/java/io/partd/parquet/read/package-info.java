/** Reads row groups, page by page, into Arrow's buffers. */
@NullMarked
package io.partd.parquet.read;

import org.jspecify.annotations.NullMarked;
