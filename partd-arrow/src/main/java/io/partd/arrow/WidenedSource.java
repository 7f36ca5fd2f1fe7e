package io.partd.arrow;

import io.partd.arrow.schema.Fields;
import io.partd.input.PartitionColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** A source with columns that have the same value in all rows. */
record WidenedSource(TableSource source, List<PartitionColumn> columns) implements TableSource {

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public ArrowReader open(BufferAllocator allocator) throws IOException {
        ArrowReader reader = source.open(allocator);
        try {
            return new Reader(reader, columns, allocator);
        } catch (Throwable e) {
            reader.close();
            throw e;
        }
    }

    /** Narrows the source only if it has all the columns. */
    @Override
    public TableSource columns(List<String> names) {
        List<PartitionColumn> added =
                columns.stream().filter(column -> names.contains(column.name())).toList();
        return added.isEmpty() ? source.columns(names) : new WidenedSource(source, added);
    }

    @Override
    public List<TableSource> parts() throws IOException {
        List<TableSource> parts = new ArrayList<>();
        for (TableSource part : source.parts()) {
            parts.add(new WidenedSource(part, columns));
        }
        return parts;
    }

    /** Reads with another reader, which it owns. */
    private static final class Reader extends ArrowReader {

        private final ArrowReader reader;
        private final List<PartitionColumn> columns = new ArrayList<>();
        private final List<FieldVector> added = new ArrayList<>();
        private VectorSchemaRoot root;
        private int rows;

        Reader(ArrowReader reader, List<PartitionColumn> wanted, BufferAllocator allocator) throws IOException {
            super(allocator);
            this.reader = reader;
            VectorSchemaRoot own = reader.getVectorSchemaRoot();
            List<String> names = Fields.names(own.getSchema().getFields());
            for (PartitionColumn column : wanted) {
                if (!names.contains(column.name())) {
                    columns.add(column);
                    added.add(Field.nullable(column.name(), type(column)).createVector(allocator));
                }
            }
            root = widened(own);
        }

        /** Returns the reader's batch with the columns; its vectors stay as they are. */
        private VectorSchemaRoot widened(VectorSchemaRoot own) {
            List<Field> fields = new ArrayList<>(own.getSchema().getFields());
            added.forEach(vector -> fields.add(vector.getField()));
            List<FieldVector> vectors = new ArrayList<>(own.getFieldVectors());
            vectors.addAll(added);
            Schema schema = new Schema(fields, own.getSchema().getCustomMetadata());
            return new VectorSchemaRoot(schema, vectors, own.getRowCount());
        }

        private static ArrowType type(PartitionColumn column) {
            return switch (column.type()) {
                case INT -> new ArrowType.Int(Integer.SIZE, true);
                case BIGINT -> new ArrowType.Int(Long.SIZE, true);
                case DATE -> new ArrowType.Date(DateUnit.DAY);
                case STRING -> ArrowType.Utf8.INSTANCE;
            };
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            if (!reader.loadNextBatch()) {
                return false;
            }
            VectorSchemaRoot own = reader.getVectorSchemaRoot();
            int count = own.getRowCount();
            for (int i = 0; i < added.size() && count != rows; i++) {
                fill(added.get(i), columns.get(i), count);
            }
            rows = count;
            root = widened(own);
            return true;
        }

        /** Fills new buffers, because others may hold those of the batch before. */
        private static void fill(FieldVector vector, PartitionColumn column, int rows) {
            vector.clear();
            vector.setInitialCapacity(rows);
            vector.allocateNew();
            String value = column.value();
            if (value == null) {
                vector.setValueCount(rows);
                return;
            }
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            for (int row = 0; row < rows; row++) {
                if (vector instanceof IntVector ints) {
                    ints.setSafe(row, Integer.parseInt(value));
                } else if (vector instanceof BigIntVector longs) {
                    longs.setSafe(row, Long.parseLong(value));
                } else if (vector instanceof DateDayVector days) {
                    days.setSafe(row, Math.toIntExact(LocalDate.parse(value).toEpochDay()));
                } else if (vector instanceof VarCharVector texts) {
                    texts.setSafe(row, text);
                }
            }
            vector.setValueCount(rows);
        }

        @Override
        public VectorSchemaRoot getVectorSchemaRoot() {
            return root;
        }

        @Override
        public Map<Long, Dictionary> getDictionaryVectors() throws IOException {
            return reader.getDictionaryVectors();
        }

        @Override
        public Dictionary lookup(long id) {
            return reader.lookup(id);
        }

        @Override
        public Set<Long> getDictionaryIds() {
            return reader.getDictionaryIds();
        }

        @Override
        public long bytesRead() {
            return reader.bytesRead();
        }

        @Override
        public void close(boolean closeReadSource) throws IOException {
            added.forEach(FieldVector::close);
            reader.close(closeReadSource);
        }

        @Override
        protected void closeReadSource() {}

        @Override
        protected Schema readSchema() {
            return root.getSchema();
        }
    }
}
