package io.partd.arrow;

import io.partd.arrow.ipc.BatchStream;
import io.partd.arrow.ipc.Destination;
import io.partd.arrow.ipc.IpcReader;
import io.partd.arrow.schema.BatchCast;
import io.partd.expression.ColumnName;
import io.partd.expression.Condition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A source whose batches are cast to a schema that its own was unified with.
 *
 * @param schema the source's own
 * @param unified in which encoded fields have the type of their values
 */
record CastSource(TableSource source, Schema schema, Schema unified) implements TableSource {

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public ArrowReader open(BufferAllocator allocator) throws IOException {
        ArrowReader reader = source.open(allocator);
        try {
            return IpcReader.of(new CastBatches(name(), reader, unified), allocator);
        } catch (Throwable e) {
            reader.close();
            throw e;
        }
    }

    @Override
    public TableSource columns(List<String> names) {
        List<String> own = schema.getFields().stream()
                .map(Field::getName)
                .filter(names::contains)
                .toList();
        List<Field> some = unified.getFields().stream()
                .filter(field -> names.contains(field.getName()))
                .toList();
        return new CastSource(
                own.isEmpty() ? source : source.columns(own), schema, new Schema(some, unified.getCustomMetadata()));
    }

    /** Leaves out what the source knows, if the condition says the same of the source's own types. */
    @Override
    public TableSource where(Condition condition) {
        for (ColumnName column : condition.columns()) {
            for (String name : List.of(column.text(), column.path().get(0))) {
                if (!fields(schema, name).equals(fields(unified, name))) {
                    return this;
                }
            }
        }
        return new CastSource(source.where(condition), schema, unified);
    }

    private static List<Field> fields(Schema of, String name) {
        return of.getFields().stream()
                .filter(field -> field.getName().equals(name))
                .toList();
    }

    @Override
    public List<TableSource> parts() throws IOException {
        List<TableSource> parts = new ArrayList<>();
        for (TableSource part : source.parts()) {
            parts.add(new CastSource(part, schema, unified));
        }
        return parts;
    }

    /** The batches of a reader, which it owns. */
    private static final class CastBatches implements BatchStream {

        private final String name;
        private final ArrowReader reader;
        private final Schema unified;
        private @Nullable BatchCast cast;

        CastBatches(String name, ArrowReader reader, Schema unified) {
            this.name = name;
            this.reader = reader;
            this.unified = unified;
        }

        @Override
        public Schema schema() {
            return unified;
        }

        @Override
        public boolean next() throws IOException {
            return reader.loadNextBatch();
        }

        /** Loads a destination, always the same. */
        @Override
        public void load(Destination destination) throws IOException {
            BatchCast present = cast;
            if (present == null) {
                present = new BatchCast(destination);
                cast = present;
            }
            try {
                present.load(reader.getVectorSchemaRoot(), reader);
            } catch (IOException e) {
                throw new IOException(name + ": " + e.getMessage(), e);
            }
        }

        @Override
        public long bytesRead() {
            return reader.bytesRead();
        }

        @Override
        public void close() throws IOException {
            try (reader) {
                if (cast != null) {
                    cast.close();
                }
            }
        }
    }
}
