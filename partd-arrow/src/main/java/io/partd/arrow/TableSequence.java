package io.partd.arrow;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tables that are read one after the other. */
interface TableSequence extends Closeable {

    /** Reads the next table, which is the caller's; null if there is none left. */
    @Nullable
    Table next() throws IOException;

    /** Returns the tables that are left, each read when it is asked for; closing the stream closes this. */
    default Stream<Table> stream() {
        return Stream.generate(this::nextUnchecked)
                .takeWhile(Objects::nonNull)
                .<Table>map(Objects::requireNonNull)
                .onClose(this::closeUnchecked);
    }

    private @Nullable Table nextUnchecked() {
        try {
            return next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void closeUnchecked() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
