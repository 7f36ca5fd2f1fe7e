package io.partd.arrow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads tables lazily. */
final class TableStream extends AbstractSpliterator<Table> {

    private final TableSequence tables;

    private TableStream(TableSequence tables) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.tables = tables;
    }

    static Stream<Table> of(TableSequence tables) {
        return StreamSupport.stream(new TableStream(tables), false).onClose(() -> close(tables));
    }

    @Override
    public boolean tryAdvance(Consumer<? super Table> action) {
        Table table;
        try {
            table = tables.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (table == null) {
            return false;
        }
        action.accept(table);
        return true;
    }

    private static void close(TableSequence tables) {
        try {
            tables.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
