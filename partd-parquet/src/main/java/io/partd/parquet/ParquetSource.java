package io.partd.parquet;

import io.partd.ByteSize;
import io.partd.arrow.TableSource;
import io.partd.parquet.read.FileDescription;
import io.partd.parquet.read.ParquetReader;
import io.partd.parquet.read.ReadLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.RowGroup;

/**
 * A Parquet file, or some of its columns and row groups, to read as record batches. Immutable, and for any number of
 * threads; each reader is for one. The footer is read once, when the source is made; the file must not change then.
 */
public final class ParquetSource implements TableSource {

    private static final ReadLimits DEFAULT = new ReadLimits(1 << 16, 16L << 20);

    private final FileDescription file;
    private final List<Integer> columns;
    private final List<RowGroup> groups;
    private final ReadLimits limits;

    private ParquetSource(FileDescription file, List<Integer> columns, List<RowGroup> groups, ReadLimits limits) {
        this.file = file;
        this.columns = columns;
        this.groups = groups;
        this.limits = limits;
    }

    /**
     * Reads the footer of a file.
     *
     * @throws io.partd.CorruptDataException if it is no Parquet file, or malformed
     * @throws IOException if it cannot be read, or needs what is not supported, as encryption is not
     */
    public static ParquetSource of(Path path) throws IOException {
        FileDescription file = FileDescription.read(path);
        return new ParquetSource(file, file.all(), file.metadata().row_groups, DEFAULT);
    }

    /**
     * Returns a source of some of the columns, which come in the file's order. The others are not read at all.
     *
     * @throws IllegalArgumentException if there is no column of a name
     */
    @Override
    public ParquetSource columns(List<String> names) {
        List<String> known = file.columns(columns).stream()
                .map(column -> column.field().getName())
                .toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "no column '" + name + "' in " + name() + "; there are " + String.join(", ", known));
            }
        }
        List<Integer> selected = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            if (names.contains(known.get(i))) {
                selected.add(columns.get(i));
            }
        }
        return new ParquetSource(file, List.copyOf(selected), groups, limits);
    }

    /**
     * Returns a source whose batches have so many rows at most. Without this, it is 65,536. A batch does not go beyond
     * its row group either.
     */
    public ParquetSource batchRows(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("batches of " + most + " rows; at least 1 is possible");
        }
        return new ParquetSource(file, columns, groups, new ReadLimits(most, limits.bytes()));
    }

    /**
     * Returns a source whose batches end when they have become so large. Without this, it is 16 MiB. Rows are read some
     * at a time, by the size of those before them, so that a batch becomes about an eighth larger at most where rows
     * are alike, and has one row at least.
     */
    public ParquetSource batchBytes(ByteSize most) {
        return new ParquetSource(file, columns, groups, new ReadLimits(limits.rows(), most.bytes()));
    }

    /** Returns a source for each row group, in their order; this one if there is none. */
    @Override
    public List<TableSource> parts() {
        List<TableSource> parts = new ArrayList<>();
        for (RowGroup group : groups) {
            parts.add(new ParquetSource(file, columns, List.of(group), limits));
        }
        return parts.isEmpty() ? List.of(this) : parts;
    }

    /** Returns the schema of the batches. */
    public Schema schema() {
        return file.schema(columns);
    }

    /**
     * Returns the layout of the file, to write others like it: its schema, metadata and compression. All columns are in
     * it, whatever this source was narrowed to.
     */
    public ParquetLayout layout() {
        return ParquetLayout.of(file);
    }

    /** Returns how many rows there are. */
    public long rowCount() {
        return groups.stream().mapToLong(group -> group.num_rows).sum();
    }

    /** Returns the path of the file. */
    @Override
    public String name() {
        return file.path().toString();
    }

    @Override
    public ArrowReader open(BufferAllocator allocator) throws IOException {
        return ParquetReader.open(file, columns, groups, limits, allocator);
    }

    @Override
    public String toString() {
        List<String> names = schema().getFields().stream().map(Field::getName).toList();
        return "ParquetSource(" + name() + ", " + groups.size() + " row groups, " + names + ")";
    }
}
