package io.partd.pandas;

import io.partd.CorruptDataException;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Makes tables of frames: a batch of each that has rows, all of one schema. */
final class Tables {

    private static final int MOST_SHOWN = 20;

    private final BufferAllocator allocator;

    Tables(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** Makes the tables of keys, each of frames. If one cannot be made, the message names the key. */
    List<Table> all(List<String> keys, List<List<PandasFrame>> pieces) throws IOException {
        List<Table> made = new ArrayList<>();
        try {
            for (int i = 0; i < pieces.size(); i++) {
                made.add(table(keys.get(i), pieces.get(i)));
            }
            return made;
        } catch (Throwable e) {
            made.forEach(Table::close);
            throw e;
        }
    }

    /** Makes the table of a key. */
    Table table(String key, List<PandasFrame> pieces) throws IOException {
        try {
            return table(pieces);
        } catch (OutOfMemoryException e) {
            throw new IOException("key '" + key + "' does not fit into the allocator's memory", e);
        } catch (IOException | RuntimeException e) {
            throw new CorruptDataException("key '" + key + "': " + e.getMessage(), e);
        }
    }

    /**
     * Makes a table.
     *
     * @throws IOException if the frames' columns are not the same, or are of types that no type joins
     */
    private Table table(List<PandasFrame> pieces) throws IOException {
        if (pieces.isEmpty()) {
            return Table.of(new Schema(List.of()), List.of());
        }
        List<PandasFrame> frames =
                pieces.stream().filter(frame -> frame.rows() > 0).toList();
        if (frames.isEmpty()) {
            frames = List.of(pieces.get(0));
        }
        PandasFrame first = frames.get(0);
        List<ColumnType> types = new ArrayList<>();
        all(first).forEach(column -> types.add(column.type()));
        List<String> names = TableSchema.names(first.labels(), first.indexNames());
        for (PandasFrame frame : frames.subList(1, frames.size())) {
            requireSameColumns(first, frame);
            for (int i = 0; i < types.size(); i++) {
                ColumnType joined =
                        JoinedTypes.join(types.get(i), all(frame).get(i).type());
                if (joined == null) {
                    throw new IOException("column '" + names.get(i) + "' is of " + types.get(i)
                            + " in one piece and of " + all(frame).get(i).type()
                            + " in another, which have no type in common; read the pieces one by one");
                }
                types.set(i, joined);
            }
        }
        return made(frames, types, new TableSchema(named(frames), types).schema());
    }

    private static List<Column> all(PandasFrame frame) {
        List<Column> all = new ArrayList<>(frame.columns());
        all.addAll(frame.index());
        return all;
    }

    private static void requireSameColumns(PandasFrame first, PandasFrame other) throws IOException {
        if (!first.labels().equals(other.labels())
                || first.index().size() != other.index().size()) {
            throw new IOException("pieces have different columns: " + shown(first) + " and " + shown(other)
                    + "; read them one by one");
        }
    }

    private static String shown(PandasFrame frame) {
        List<String> names = TableSchema.names(frame.labels(), frame.indexNames());
        return names.size() <= MOST_SHOWN ? names.toString() : names.subList(0, MOST_SHOWN) + " and more";
    }

    /** An index has its name if it has the same in all frames. */
    private static PandasFrame named(List<PandasFrame> frames) {
        PandasFrame first = frames.get(0);
        List<@Nullable Object> names = new ArrayList<>(first.indexNames());
        for (PandasFrame frame : frames) {
            for (int i = 0; i < names.size(); i++) {
                if (!Objects.equals(names.get(i), frame.indexNames().get(i))) {
                    names.set(i, null);
                }
            }
        }
        return new PandasFrame(
                first.labels(), first.labelLevels(), first.columns(), names, first.index(), first.rows());
    }

    private Table made(List<PandasFrame> frames, List<ColumnType> types, Schema schema) throws IOException {
        List<RecordBatch> batches = new ArrayList<>();
        try {
            for (PandasFrame frame : frames) {
                batches.add(batch(frame, types, schema));
            }
            return Table.of(schema, batches);
        } catch (Throwable e) {
            batches.forEach(RecordBatch::close);
            throw e;
        }
    }

    private RecordBatch batch(PandasFrame frame, List<ColumnType> types, Schema schema) throws IOException {
        List<FieldVector> vectors = new ArrayList<>();
        DictionaryProvider.MapDictionaryProvider dictionaries = new DictionaryProvider.MapDictionaryProvider();
        List<FieldVector> owned = new ArrayList<>();
        try {
            for (int i = 0; i < types.size(); i++) {
                Column column = all(frame).get(i).as(types.get(i));
                Field field = schema.getFields().get(i);
                vectors.add(filled(column, field, owned));
                ColumnType categories = types.get(i).categories();
                if (categories != null && column instanceof CategoryColumn codes) {
                    FieldVector values = filled(codes.categories(), categories.field("", 0), owned);
                    dictionaries.put(new Dictionary(values, field.getDictionary()));
                }
            }
            return RecordBatch.of(new VectorSchemaRoot(schema, vectors, frame.rows()), dictionaries);
        } catch (Throwable e) {
            owned.forEach(FieldVector::close);
            throw e;
        }
    }

    private FieldVector filled(Column column, Field field, List<FieldVector> owned) {
        FieldVector vector = field.createVector(allocator);
        owned.add(vector);
        column.fill(vector);
        return vector;
    }
}
