package io.partd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads an input stream in blocks, lazily or all at once. */
final class Blocks extends AbstractSpliterator<byte[]> {

    private static final int BLOCK = 1 << 20;

    private final InputStream in;
    private @Nullable Throwable failure;

    private Blocks(InputStream in) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.in = in;
    }

    static Stream<byte[]> of(InputStream in) {
        return StreamSupport.stream(new Blocks(in), false).onClose(() -> close(in));
    }

    /** Reads to the end. */
    static List<ByteBuffer> all(InputStream in) throws IOException {
        List<ByteBuffer> blocks = new ArrayList<>();
        for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
            blocks.add(ByteBuffer.wrap(block));
        }
        return blocks;
    }

    @Override
    public boolean tryAdvance(Consumer<? super byte[]> action) {
        byte[] block;
        try {
            requireWhole();
            block = in.readNBytes(BLOCK);
        } catch (IOException e) {
            failure = e;
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
        if (block.length == 0) {
            return false;
        }
        action.accept(block);
        return true;
    }

    /** After a failure, what had been read of a block is gone: the rest must not be taken for what comes next. */
    private void requireWhole() throws IOException {
        Throwable earlier = failure;
        if (earlier != null) {
            throw new IOException("the value could not be read: " + earlier.getMessage(), earlier);
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
