/** What a Parquet file's schema is in Arrow's types, and the other way round. */
@NullMarked
package io.partd.parquet.schema;

import org.jspecify.annotations.NullMarked;
