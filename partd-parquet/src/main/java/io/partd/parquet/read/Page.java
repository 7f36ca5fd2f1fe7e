package io.partd.parquet.read;

import io.partd.parquet.encoding.RleBitPackedDecoder;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/** A page of values, decompressed. */
final class Page {

    private final int count;
    private final @Nullable RleBitPackedDecoder repetitions;
    private final @Nullable RleBitPackedDecoder definitions;
    private final Encoding encoding;
    private final byte[] data;
    private final int from;
    private final int end;

    Page(
            int count,
            @Nullable RleBitPackedDecoder repetitions,
            @Nullable RleBitPackedDecoder definitions,
            Encoding encoding,
            byte[] data,
            int from,
            int end) {
        this.count = count;
        this.repetitions = repetitions;
        this.definitions = definitions;
        this.encoding = encoding;
        this.data = data;
        this.from = from;
        this.end = end;
    }

    /** Returns how many levels it has, or values if it has no levels. */
    int count() {
        return count;
    }

    /** Returns the repetition levels, or null if all are 0. */
    @Nullable
    RleBitPackedDecoder repetitions() {
        return repetitions;
    }

    /** Returns the definition levels, or null if all are 0. */
    @Nullable
    RleBitPackedDecoder definitions() {
        return definitions;
    }

    /** Returns how the values are encoded. */
    Encoding encoding() {
        return encoding;
    }

    /** Returns the array that the values are in. */
    byte[] data() {
        return data;
    }

    /** Returns where the values begin. */
    int from() {
        return from;
    }

    /** Returns where the values end. */
    int end() {
        return end;
    }
}
