package io.partd.parquet.read;

import io.partd.parquet.encoding.RleBitPackedDecoder;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * A page of values, decompressed.
 *
 * @param count how many levels it has, or values if it has no levels
 * @param repetitions its repetition levels; null if all are 0
 * @param definitions its definition levels; null if all are 0
 * @param encoding how the values are encoded
 * @param data the array that the values are in
 * @param from where they begin
 * @param end where they end
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Page(
        int count,
        @Nullable RleBitPackedDecoder repetitions,
        @Nullable RleBitPackedDecoder definitions,
        Encoding encoding,
        byte[] data,
        int from,
        int end) {}
