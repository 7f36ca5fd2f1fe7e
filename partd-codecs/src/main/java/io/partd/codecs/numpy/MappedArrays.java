package io.partd.codecs.numpy;

import io.partd.Section;
import io.partd.log.LogStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an array of a log part by part, so that it need not fit in memory. For other stores, and for objects, there is
 * {@link Numpy}.
 *
 * <pre>{@code
 * double[] sum = {0};
 * MappedArrays.read(log, "x", DType.of("<f8"), part -> {
 *     DoubleBuffer numbers = part.asDoubleBuffer();
 *     while (numbers.hasRemaining()) {
 *         sum[0] += numbers.get();
 *     }
 * });
 * }</pre>
 */
public final class MappedArrays {

    private MappedArrays() {}

    /** Takes the parts of an array. */
    @FunctionalInterface
    public interface Consumer {

        /**
         * Takes the next part.
         *
         * @param elements read-only, a copy, which may be kept
         */
        void accept(ByteBuffer elements) throws IOException;
    }

    /**
     * Hands out a key's elements in order, as of this call, in read-only buffers of at most 256 KiB or, if it is
     * larger, one element. They hold whole elements, and are in the byte order of the type. A key without a value has
     * none.
     *
     * @param log the log itself, below any layers; what a layer over it still holds is not read
     * @param dtype the type that the key must have, not of objects
     * @param consumer gets the buffers
     * @throws io.partd.CorruptDataException if the data is damaged, or no whole number of elements; what comes before
     *     has been handed out
     * @throws IOException also if the key's type is another, or has become another meanwhile
     */
    public static void read(LogStore log, String key, DType dtype, Consumer consumer) throws IOException {
        if (dtype.kind() == Kind.OBJECT) {
            throw new IllegalArgumentException("objects are not stored as they are in memory");
        }
        WholeElements elements = new WholeElements(key, dtype, Objects.requireNonNull(consumer, "consumer"));
        LogStore raw = log.raw();
        DType present = type(raw, key);
        if (present == null) {
            return;
        }
        if (!present.equals(dtype)) {
            throw new IOException("key '" + key + "' holds elements of " + present + ", not of " + dtype);
        }
        raw.read(key, elements);
        elements.end();
        DType after = type(raw, key);
        if (after != null && !after.equals(dtype)) {
            throw new IOException("key '" + key + "' was made one of " + after + " while it was read");
        }
    }

    private static @Nullable DType type(LogStore log, String key) throws IOException {
        String typeKey = StoredTypes.key(key);
        Section section = StoredTypes.lockToRead(log);
        try (section) {
            DType dtype = StoredTypes.decode(key, log.get(typeKey));
            long size = log.size(key);
            if (dtype == null && size > 0) {
                throw StoredTypes.missing(key, size);
            }
            return dtype;
        }
    }
}
