package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.arrow.memory.BuiltColumns;
import io.partd.parquet.format.InputFile;
import io.partd.parquet.read.Pruning.RowRange;
import io.partd.parquet.schema.LeafNode;
import io.partd.parquet.schema.Node;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;

/** Reads columns of some row groups of a file, one row group after the other. */
public final class ParquetReader extends ArrowReader {

    /** Rows are read so many at a time, or fewer, so that a batch does not become much larger than it may be. */
    private static final int MOST_AT_ONCE = 4096;

    private static final int FIRST_AT_ONCE = 64;

    private final FileDescription description;
    private final Selection selection;
    private final InputFile file;
    private final Workspace workspace = new Workspace();
    private final List<VectorBuilder> vectors = new ArrayList<>();
    private final Map<Integer, DictionaryIndexBuilder> encoded = new LinkedHashMap<>();
    private final List<ColumnReader> readers;
    private int nextGroup;

    /** Of the row group that is read. */
    private long rowsInGroup;

    /** The rows of it that are left, apart from those of the range that is read. */
    private final Deque<RowRange> ranges = new ArrayDeque<>();

    private long row;
    private long leftInRange;
    private boolean skipped;
    private long atOnce = FIRST_AT_ONCE;

    private ParquetReader(FileDescription description, Selection selection, InputFile file, BufferAllocator allocator) {
        super(allocator);
        this.description = description;
        this.selection = selection;
        this.file = file;
        VectorBuilders builders = new VectorBuilders(file, workspace, allocator, description.int96());
        for (int number : selection.columns()) {
            Node column = description.columns().get(number);
            if (column instanceof LeafNode leaf && selection.encoded().contains(number)) {
                DictionaryIndexBuilder builder = builders.makeEncoded(leaf);
                encoded.put(number, builder);
                vectors.add(builder);
            } else {
                vectors.add(builders.make(column));
            }
        }
        readers = builders.readers();
    }

    /** Opens the file. */
    public static ParquetReader open(FileDescription description, Selection selection, BufferAllocator allocator)
            throws IOException {
        InputFile file = InputFile.open(description.path());
        try {
            if (file.size() != description.size()) {
                throw new CorruptDataException(description.path() + " has changed from " + description.size() + " to "
                        + file.size() + " bytes since its footer was read");
            }
            return new ParquetReader(description, selection, file, allocator);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** In it a column that is encoded has the type of its values. */
    @Override
    protected Schema readSchema() {
        Schema plain = description.schema(selection.columns());
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < selection.columns().size(); i++) {
            int number = selection.columns().get(i);
            Field field = plain.getFields().get(i);
            fields.add(encoded.containsKey(number) ? encoded(field, number) : field);
        }
        return new Schema(fields, plain.getCustomMetadata());
    }

    private static Field encoded(Field field, int number) {
        DictionaryEncoding encoding = new DictionaryEncoding(number, false, new ArrowType.Int(Integer.SIZE, true));
        return new Field(
                field.getName(),
                new FieldType(field.isNullable(), field.getType(), encoding, field.getMetadata()),
                List.of());
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        while (leftInRange == 0) {
            if (!ranges.isEmpty()) {
                beginRange(ranges.removeFirst());
            } else if (nextGroup < selection.groups().size()) {
                beginGroup(selection.groups().get(nextGroup++));
            } else {
                return false;
            }
        }
        int rows = readRows();
        for (Map.Entry<Integer, DictionaryIndexBuilder> column : encoded.entrySet()) {
            loadDictionary(column.getKey(), column.getValue());
        }
        try (BuiltColumns columns = new BuiltColumns()) {
            for (VectorBuilder vector : vectors) {
                vector.finish(columns);
            }
            loadRecordBatch(columns.batch(rows));
        } catch (CorruptDataException e) {
            throw new CorruptDataException(description.path() + ", row group " + nextGroup + ": " + e.getMessage(), e);
        }
        return true;
    }

    private void loadDictionary(long id, DictionaryIndexBuilder column) throws IOException {
        ArrowRecordBatch values = column.takeDictionary();
        if (values != null) {
            loadDictionary(new ArrowDictionaryBatch(id, values, false));
        }
    }

    private void beginGroup(RowGroup group) throws IOException {
        rowsInGroup = group.num_rows;
        row = 0;
        skipped = false;
        ranges.addAll(rows(group));
        if (ranges.isEmpty()) {
            return;
        }
        List<ColumnChunk> chunks = description.chunks(group, selection.columns());
        for (int i = 0; i < readers.size(); i++) {
            ColumnReader reader = readers.get(i);
            ColumnChunk chunk = chunks.get(i);
            guarded(reader, () -> {
                check(reader, chunk, group.num_rows);
                reader.begin(chunk, group.num_rows);
            });
        }
    }

    /** Returns the rows of a row group that are read. */
    private List<RowRange> rows(RowGroup group) throws IOException {
        Pruning pruning = selection.pruning();
        if (pruning == null) {
            return group.num_rows == 0 ? List.of() : List.of(new RowRange(0, group.num_rows));
        }
        try {
            return pruning.rows(group, file);
        } catch (CorruptDataException e) {
            throw new CorruptDataException(description.path() + ", row group " + nextGroup + ": " + e.getMessage(), e);
        }
    }

    private void beginRange(RowRange range) throws IOException {
        if (range.from() > row) {
            skipTo(range.from());
            skipped = true;
        }
        row = range.from();
        leftInRange = range.to() - range.from();
    }

    /** Goes to a row. Columns whose pages begin before it are read up to it. */
    private void skipTo(long target) throws IOException {
        long[] left = new long[readers.size()];
        for (int i = 0; i < left.length; i++) {
            int column = i;
            guarded(readers.get(i), () -> left[column] = readers.get(column).seek(target));
        }
        while (Arrays.stream(left).anyMatch(rows -> rows > 0)) {
            for (int i = 0; i < left.length; i++) {
                ColumnReader reader = readers.get(i);
                int step = (int) Math.min(left[i], fittingIn(reader, left[i]));
                guarded(reader, () -> reader.read(step));
                left[i] -= step;
            }
            for (VectorBuilder vector : vectors) {
                vector.discard();
            }
        }
    }

    private long fittingIn(ColumnReader reader, long rows) throws IOException {
        if (rows > 0) {
            guarded(reader, reader::look);
        }
        return Math.max(1, Math.min(MOST_AT_ONCE, selection.limits().bytes() / Math.max(1, reader.rowSize())));
    }

    private static void check(ColumnReader reader, ColumnChunk chunk, long rows) throws IOException {
        if (chunk.isSetCrypto_metadata()) {
            throw new IOException("encrypted, which is not supported");
        }
        if (chunk.isSetFile_path()) {
            throw new IOException("in another file, '" + chunk.file_path + "', which is not supported");
        }
        ColumnMetaData metadata = chunk.meta_data;
        if (metadata == null || metadata.type != reader.column().element().type) {
            throw new CorruptDataException("a column of the type " + (metadata == null ? "none" : metadata.type)
                    + " instead of " + reader.column().element().type);
        }
        boolean flat = reader.column().repetition() == 0;
        if (metadata.num_values < 0 || (flat && metadata.num_values != rows)) {
            throw new CorruptDataException(metadata.num_values + " values in " + rows + " rows");
        }
    }

    private int readRows() throws IOException {
        ReadLimits limits = selection.limits();
        long most = Math.min(limits.rows(), leftInRange);
        int rows = 0;
        long size = 0;
        while (rows < most && (rows == 0 || size < limits.bytes())) {
            int step = (int) Math.min(Math.min(atOnce, most - rows), fitting(limits, limits.bytes() - size));
            for (ColumnReader reader : readers) {
                guarded(reader, () -> reader.read(step));
            }
            rows += step;
            size = 0;
            for (VectorBuilder vector : vectors) {
                size += vector.size();
            }
            long fitting = limits.bytes() / 8 / Math.max(1, size / rows);
            atOnce = Math.max(1, Math.min(Math.min(fitting, 2 * atOnce), MOST_AT_ONCE));
        }
        row += rows;
        leftInRange -= rows;
        if (row == rowsInGroup && !skipped) {
            for (ColumnReader reader : readers) {
                guarded(reader, reader::end);
            }
        }
        return rows;
    }

    /**
     * Returns how many rows can be read before it is known what comes then: those of the pages that have come, as many
     * as fit, and one at least.
     */
    private long fitting(ReadLimits limits, long room) throws IOException {
        long rows = MOST_AT_ONCE;
        long rowSize = 0;
        for (ColumnReader reader : readers) {
            guarded(reader, reader::look);
            if (reader.rowSize() > 0) {
                rows = Math.min(rows, reader.rowsInPage());
                rowSize += reader.rowSize();
            }
        }
        return Math.max(1, Math.min(rows, Math.max(room, limits.bytes() / 8) / Math.max(1, rowSize)));
    }

    private interface Task {
        void run() throws IOException;
    }

    /** Does something with a column, and says in errors which it is. */
    private void guarded(ColumnReader reader, Task task) throws IOException {
        try {
            task.run();
        } catch (CorruptDataException e) {
            throw new CorruptDataException(where(reader) + e.getMessage(), e);
        } catch (OutOfMemoryException e) {
            throw e; // the caller's allocator has too little
        } catch (InterruptedIOException e) {
            throw e; // nothing is wrong with the file
        } catch (IOException e) {
            throw new IOException(where(reader) + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new CorruptDataException(where(reader) + "malformed: " + e, e);
        }
    }

    private String where(ColumnReader reader) {
        return description.path() + ", column '" + reader.column().name() + "', row group " + nextGroup + ": ";
    }

    @Override
    public long bytesRead() {
        return workspace.bytesRead();
    }

    @Override
    protected void closeReadSource() throws IOException {
        vectors.forEach(VectorBuilder::close);
        workspace.close();
        file.close();
    }
}
