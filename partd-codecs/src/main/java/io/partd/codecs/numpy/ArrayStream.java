package io.partd.codecs.numpy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads a value lazily, in blocks of whole elements. */
final class ArrayStream extends AbstractSpliterator<NumpyArray> {

    private static final int BLOCK = 1 << 20;

    private final String key;
    private final DType dtype;
    private final InputStream in;
    private final int block;
    private long offset;
    private @Nullable Throwable failure;

    private ArrayStream(String key, DType dtype, InputStream in) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.key = key;
        this.dtype = dtype;
        this.in = in;
        block = Math.max(1, BLOCK / dtype.itemSize()) * dtype.itemSize();
    }

    static Stream<NumpyArray> of(String key, DType dtype, InputStream in) {
        return StreamSupport.stream(new ArrayStream(key, dtype, in), false).onClose(() -> close(in));
    }

    @Override
    public boolean tryAdvance(Consumer<? super NumpyArray> action) {
        NumpyArray array;
        try {
            array = next();
        } catch (IOException e) {
            failure = e;
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
        if (array == null) {
            return false;
        }
        action.accept(array);
        return true;
    }

    /** Returns the next block; null at the end. After a failure, where it begins is not known. */
    private @Nullable NumpyArray next() throws IOException {
        Throwable earlier = failure;
        if (earlier != null) {
            throw new IOException("key '" + key + "' could not be read: " + earlier.getMessage(), earlier);
        }
        byte[] data = in.readNBytes(block);
        if (data.length == 0) {
            return null;
        }
        NumpyArray array = StoredArrays.elements(key, dtype, offset, data);
        offset += data.length;
        return array;
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
