/**
 * Parquet's encodings of values and levels, in arrays of bytes. Every decoder hands out values in the plain layout, so
 * that what is done with them need not know how they were encoded.
 *
 * <p>Callers of a decoder leave {@link io.partd.parquet.encoding.LittleEndian#SLACK} bytes after the encoded ones, and
 * takes an {@code IndexOutOfBoundsException} for a sign of corrupt data.
 */
@NullMarked
package io.partd.parquet.encoding;

import org.jspecify.annotations.NullMarked;
