package io.partd.arrow;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Tables that are read one after the other. */
interface TableSequence extends Closeable {

    /** Reads the next table, which is the caller's; null if there is none left. */
    @Nullable
    Table next() throws IOException;

    /** Returns the tables that are left, each read when it is asked for; closing the stream closes this. */
    default Stream<Table> stream() {
        Spliterator<Table> tables =
                new AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
                    @Override
                    public boolean tryAdvance(Consumer<? super Table> action) {
                        try {
                            Table table = next();
                            if (table != null) {
                                action.accept(table);
                            }
                            return table != null;
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                };
        return StreamSupport.stream(tables, false).onClose(this::closeUnchecked);
    }

    private void closeUnchecked() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
