package io.partd.arrow;

import io.partd.Partd;
import io.partd.arrow.ipc.IpcReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * A key of a partd of tables, read batch by batch through Arrow's own interface. Its value may be larger than memory;
 * one piece of it is held at a time. Thread-safe; what it opens is for one thread.
 */
public final class KeySource implements TableSource {

    private final Partd<Table> tables;
    private final String key;

    private KeySource(Partd<Table> tables, String key) {
        this.tables = tables;
        this.key = key;
    }

    /** Returns a source for a key, with a schema without columns if it has no value. The partd stays the caller's. */
    public static KeySource of(Partd<Table> tables, String key) {
        return new KeySource(tables, Objects.requireNonNull(key, "key"));
    }

    /** Returns the key in quotes. */
    @Override
    public String name() {
        return "key '" + key + "'";
    }

    /**
     * {@inheritDoc}
     *
     * <p>Shares the memory of the tables, if the partd's allocator has the same root as this one; else they are copied.
     */
    @Override
    public ArrowReader open(BufferAllocator allocator) throws IOException {
        Stream<Table> pieces = tables.stream(key);
        TableBatches batches;
        try {
            batches = TableBatches.of(pieces);
        } catch (UncheckedIOException e) {
            pieces.close();
            throw e.getCause();
        } catch (Throwable e) {
            pieces.close();
            throw e;
        }
        try {
            return IpcReader.of(batches, allocator);
        } catch (Throwable e) {
            batches.close();
            throw e;
        }
    }
}
