package io.partd.arrow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads pieces lazily. */
final class TableStream extends AbstractSpliterator<Table> {

    private final Pieces pieces;

    private TableStream(Pieces pieces) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.pieces = pieces;
    }

    static Stream<Table> of(Pieces pieces) {
        return StreamSupport.stream(new TableStream(pieces), false).onClose(() -> close(pieces));
    }

    @Override
    public boolean tryAdvance(Consumer<? super Table> action) {
        Table table;
        try {
            table = pieces.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (table == null) {
            return false;
        }
        action.accept(table);
        return true;
    }

    private static void close(Pieces pieces) {
        try {
            pieces.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
