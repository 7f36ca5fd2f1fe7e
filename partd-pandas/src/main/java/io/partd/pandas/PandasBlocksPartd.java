package io.partd.pandas;

import io.partd.ForwardingPartd;
import io.partd.Partd;
import io.partd.Section;
import io.partd.arrow.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A partd of tables over one of frames. */
final class PandasBlocksPartd extends ForwardingPartd<Table> {

    private final Partd<List<PandasFrame>> frames;
    private final Tables tables;
    private final String name;

    PandasBlocksPartd(Partd<List<PandasFrame>> frames, Tables tables, String name) {
        super(frames);
        this.frames = frames;
        this.tables = tables;
        this.name = name;
    }

    @Override
    public void append(Map<String, ? extends Table> batch) throws IOException {
        for (Map.Entry<String, ? extends Table> entry : batch.entrySet()) {
            Objects.requireNonNull(entry.getKey(), "key");
            Objects.requireNonNull(entry.getValue(), "value");
        }
        // The store is to say what it has against the keys, or that it is closed.
        frames.get(List.copyOf(batch.keySet()));
        if (!batch.isEmpty()) {
            throw readOnly();
        }
    }

    @Override
    public boolean iset(String key, Table value) throws IOException {
        Objects.requireNonNull(value, "value");
        frames.size(key);
        throw readOnly();
    }

    private static IOException readOnly() {
        return new IOException("PandasBlocks is only read; PandasColumns writes tables that pandas reads, and the codec"
                + " arrow any table");
    }

    @Override
    public List<Table> get(List<String> keys) throws IOException {
        return tables.all(keys, frames.get(keys));
    }

    @Override
    public Stream<Table> stream(String key) throws IOException {
        return frames.stream(key).map(piece -> {
            try {
                return tables.table(key, piece);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Makes the tables before anything is taken out. */
    @Override
    public List<Table> pop(List<String> keys) throws IOException {
        Section section = frames.lock();
        try (section) {
            List<Table> popped = get(keys);
            try {
                frames.pop(keys);
                return popped;
            } catch (Throwable e) {
                popped.forEach(Table::close);
                throw e;
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
