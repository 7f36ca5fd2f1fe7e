/** Maps Parquet's schemas to Arrow's, and back. */
@NullMarked
package io.partd.parquet.schema;

import org.jspecify.annotations.NullMarked;
