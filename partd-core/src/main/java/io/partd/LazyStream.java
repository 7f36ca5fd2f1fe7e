package io.partd;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes streams of values that are read one after the other, each when it is asked for.
 *
 * <pre>{@code
 * BufferedReader reader = Files.newBufferedReader(file);
 * try (Stream<String> lines = LazyStream.of(reader::readLine, reader)) { // closing it closes the reader
 *     first = lines.findFirst();
 * } // an IOException of the reader is thrown as an UncheckedIOException
 * }</pre>
 */
public final class LazyStream {

    private LazyStream() {}

    /** Reads what comes next. */
    @FunctionalInterface
    public interface Reading<V> {

        /** Reads the next value; null at the end. */
        @Nullable
        V next() throws IOException;
    }

    /** Makes a stream that asks again after a failure, and closes a source. */
    public static <V> Stream<V> of(Reading<V> reading, Closeable source) {
        return StreamSupport.stream(new Values<>(reading), false).onClose(() -> close(source));
    }

    /**
     * Makes a stream that fails again after a failure: as a part of a value may have been read, what follows must not
     * be taken for the next.
     *
     * @param what the message's first words, before "could not be read"
     */
    public static <V> Stream<V> untilFailure(String what, Reading<V> reading, Closeable source) {
        return of(new UntilFailure<>(what, reading), source);
    }

    private static void close(Closeable source) {
        try {
            source.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Values<V> extends AbstractSpliterator<V> {

        private final Reading<V> reading;

        Values(Reading<V> reading) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.reading = reading;
        }

        @Override
        public boolean tryAdvance(Consumer<? super V> action) {
            V value;
            try {
                value = reading.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (value == null) {
                return false;
            }
            action.accept(value);
            return true;
        }
    }

    private static final class UntilFailure<V> implements Reading<V> {

        private final String what;
        private final Reading<V> reading;
        private @Nullable Throwable failure;

        UntilFailure(String what, Reading<V> reading) {
            this.what = what;
            this.reading = reading;
        }

        @Override
        public @Nullable V next() throws IOException {
            Throwable earlier = failure;
            if (earlier != null) {
                throw new IOException(what + " could not be read: " + earlier.getMessage(), earlier);
            }
            try {
                return reading.next();
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
                throw e;
            }
        }
    }
}
