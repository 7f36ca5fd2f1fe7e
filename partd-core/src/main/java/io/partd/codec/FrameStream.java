package io.partd.codec;

import io.partd.internal.IoFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Decodes frames lazily, one at a time. */
final class FrameStream<V> extends AbstractSpliterator<V> {

    private final Frames frames;
    private final IoFunction<byte[], V> decoder;

    private FrameStream(Frames frames, IoFunction<byte[], V> decoder) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.frames = frames;
        this.decoder = decoder;
    }

    static <V> Stream<V> of(Frames frames, IoFunction<byte[], V> decoder) {
        return StreamSupport.stream(new FrameStream<>(frames, decoder), false).onClose(() -> close(frames));
    }

    @Override
    public boolean tryAdvance(Consumer<? super V> action) {
        try {
            V value = frames.next(decoder);
            if (value == null) {
                return false;
            }
            action.accept(value);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(Frames frames) {
        try {
            frames.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
