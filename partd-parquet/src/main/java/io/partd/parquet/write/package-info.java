/** Writes row groups of Arrow's vectors. */
@NullMarked
package io.partd.parquet.write;

import org.jspecify.annotations.NullMarked;
