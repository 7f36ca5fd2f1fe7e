package io.partd.codecs.numpy;

import io.partd.LazyStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a value lazily, in blocks of whole elements. */
final class ArrayStream {

    private static final int BLOCK = 1 << 20;

    private final String key;
    private final DType dtype;
    private final InputStream in;
    private final int block;
    private long offset;

    private ArrayStream(String key, DType dtype, InputStream in) {
        this.key = key;
        this.dtype = dtype;
        this.in = in;
        block = Math.max(1, BLOCK / dtype.itemSize()) * dtype.itemSize();
    }

    static Stream<NumpyArray> of(String key, DType dtype, InputStream in) {
        return LazyStream.untilFailure("key '" + key + "'", new ArrayStream(key, dtype, in)::next, in);
    }

    private @Nullable NumpyArray next() throws IOException {
        byte[] data = in.readNBytes(block);
        if (data.length == 0) {
            return null;
        }
        NumpyArray array = StoredArrays.elements(key, dtype, offset, data);
        offset += data.length;
        return array;
    }
}
