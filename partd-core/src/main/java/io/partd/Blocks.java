package io.partd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads an input stream as a lazy stream of blocks. */
final class Blocks extends AbstractSpliterator<byte[]> {

    private static final int BLOCK = 1 << 20;

    private final InputStream in;

    private Blocks(InputStream in) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.in = in;
    }

    static Stream<byte[]> of(InputStream in) {
        return StreamSupport.stream(new Blocks(in), false).onClose(() -> close(in));
    }

    @Override
    public boolean tryAdvance(Consumer<? super byte[]> action) {
        try {
            byte[] block = in.readNBytes(BLOCK);
            if (block.length == 0) {
                return false;
            }
            action.accept(block);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
