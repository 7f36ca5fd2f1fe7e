package io.partd.parquet;

import io.partd.ByteSize;
import io.partd.arrow.TableSource;
import io.partd.arrow.schema.Fields;
import io.partd.expression.Condition;
import io.partd.parquet.read.EncodedColumns;
import io.partd.parquet.read.FileDescription;
import io.partd.parquet.read.ParquetReader;
import io.partd.parquet.read.Pruning;
import io.partd.parquet.read.ReadLimits;
import io.partd.parquet.read.Selection;
import io.partd.parquet.schema.Int96;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.RowGroup;

/**
 * A Parquet file, or some of its columns and row groups, to read as record batches. Immutable, and for any number of
 * threads; each reader is for one. The footer is read once, when the source is made; the file must not change then.
 */
public final class ParquetSource implements TableSource {

    private static final ReadLimits DEFAULT = new ReadLimits(1 << 16, 16L << 20);

    /** The share of a shuffle's memory that dictionaries may take in the files, which is less than in memory. */
    private static final int DICTIONARIES = 32;

    private final FileDescription file;
    private final Selection selection;

    private ParquetSource(FileDescription file, Selection selection) {
        this.file = file;
        this.selection = selection;
    }

    /**
     * Reads the footer of a file.
     *
     * @throws io.partd.CorruptDataException if it is not a Parquet file, or malformed
     * @throws IOException if it cannot be read, or needs what is not supported, as encryption is not
     */
    public static ParquetSource of(Path path) throws IOException {
        FileDescription file = FileDescription.read(path);
        return new ParquetSource(file, Selection.all(file, DEFAULT));
    }

    /**
     * Returns a source of some of the columns, which come in the file's order. The others are not read at all.
     *
     * @throws IllegalArgumentException if there is no column of a name
     */
    @Override
    public ParquetSource columns(List<String> names) {
        List<String> known = file.columns(selection.columns()).stream()
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
                selected.add(selection.columns().get(i));
            }
        }
        return new ParquetSource(file, selection.columns(selected));
    }

    /**
     * Returns a source without the row groups whose statistics say that a condition holds for none of their rows, and
     * without the rows of pages of which the page index says so. Rows that are left out are left out of all columns.
     *
     * @param condition on the columns of the file, whether or not this source has them; nothing is known of others
     */
    @Override
    public ParquetSource where(Condition condition) {
        return new ParquetSource(file, selection.without(new Pruning(file, condition)));
    }

    /**
     * Returns a source whose batches have so many rows at most. Without this, it is 65,536. A batch does not go beyond
     * its row group either.
     */
    public ParquetSource batchRows(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("batches of " + most + " rows; at least 1 is possible");
        }
        return limits(new ReadLimits(most, selection.limits().bytes()));
    }

    /**
     * Returns a source whose batches end when they have become so large. Without this, it is 16 MiB. Rows are read some
     * at a time, by the size of those before them and by what their pages tell of texts, so that a batch becomes about
     * an eighth or a page of each column larger at most, and has one row at least.
     */
    public ParquetSource batchBytes(ByteSize most) {
        return limits(new ReadLimits(selection.limits().rows(), most.bytes()));
    }

    private ParquetSource limits(ReadLimits limits) {
        return new ParquetSource(file, selection.limits(limits));
    }

    /**
     * Returns a source whose columns of the type {@code INT96} are timestamps of a unit. Without this, it is
     * microseconds for files of Spark, which has these, and years that nanoseconds do not reach; and nanoseconds for
     * those of others. A time that does not fit is an {@code IOException} when it is read.
     *
     * @param unit {@code NANOSECOND}, which reaches from 1677 to 2262; or {@code MICROSECOND}: finer digits are cut off
     * @throws IllegalArgumentException if it is another
     */
    public ParquetSource int96(TimeUnit unit) {
        Int96 form = switch (unit) {
            case NANOSECOND -> Int96.NANOSECONDS;
            case MICROSECOND -> Int96.MICROSECONDS;
            case MILLISECOND, SECOND ->
                throw new IllegalArgumentException("INT96 as " + unit + "; possible are NANOSECOND and MICROSECOND");
        };
        return new ParquetSource(file.int96(form), selection);
    }

    /**
     * Returns how large the dictionaries of columns are, at the very most: those of texts, bytes or numbers, not within
     * others, that the file has with dictionaries, so that a value takes two bytes at most on average, before
     * compression, or three where plain values have eight. Reads the headers of dictionaries.
     *
     * @return the bytes of all their different values, by the columns' names
     */
    public Map<String, Long> dictionaryBytes() throws IOException {
        return new EncodedColumns(file).bytes(selection.columns());
    }

    /**
     * Returns a source whose batches have some columns as dictionary-encoded vectors instead of their values: indices
     * of four bytes in what values the file's dictionary has in that row group, with others behind them where the file
     * has values without. A dictionary may have more values than the batch needs, and the same one twice; it stays the
     * same for some batches. The schema says what the values are, as before.
     *
     * @param names out of those of {@link #dictionaryBytes}
     * @throws IllegalArgumentException if there is another name
     */
    public ParquetSource encoded(Collection<String> names) {
        return new ParquetSource(file, selection.encoded(new EncodedColumns(file).numbers(selection.columns(), names)));
    }

    /**
     * Returns files whose columns stay {@link #encoded} where they have small dictionaries in all of them, which is
     * less to move and to hash than values in a shuffle to other Parquet files.
     *
     * @param memory of the shuffle, of which all dictionaries together take a small part
     */
    public static List<ParquetSource> withDictionaries(List<ParquetSource> files, ByteSize memory) throws IOException {
        List<Map<String, Long>> sizes = new ArrayList<>();
        for (ParquetSource file : files) {
            sizes.add(file.dictionaryBytes());
        }
        List<String> chosen = new ArrayList<>();
        long left = memory.bytes() / DICTIONARIES;
        for (String column : sizes.isEmpty() ? Set.<String>of() : sizes.get(0).keySet()) {
            boolean inAll = sizes.stream().allMatch(of -> of.containsKey(column));
            long bytes =
                    sizes.stream().mapToLong(of -> of.getOrDefault(column, 0L)).sum();
            if (inAll && bytes <= left) {
                chosen.add(column);
                left -= bytes;
            }
        }
        return files.stream().map(file -> file.encoded(chosen)).toList();
    }

    /** Returns a source for each row group, in their order; this one if there is none. */
    @Override
    public List<TableSource> parts() {
        List<TableSource> parts = new ArrayList<>();
        for (RowGroup group : selection.groups()) {
            parts.add(new ParquetSource(file, selection.groups(List.of(group))));
        }
        return parts.isEmpty() ? List.of(this) : parts;
    }

    /** Returns the schema of the batches. */
    public Schema schema() {
        return file.schema(selection.columns());
    }

    /**
     * Returns the layout of the file, to write others like it: its schema, metadata and compression. All columns are in
     * it, whatever this source was narrowed to.
     */
    public ParquetLayout layout() {
        return ParquetLayout.of(file);
    }

    /** Returns how many rows there are in the row groups; with {@link #where}, fewer may be read. */
    public long rowCount() {
        return selection.groups().stream().mapToLong(group -> group.num_rows).sum();
    }

    /** Returns the path of the file. */
    @Override
    public String name() {
        return file.path().toString();
    }

    @Override
    public ArrowReader open(BufferAllocator allocator) throws IOException {
        return ParquetReader.open(file, selection, allocator);
    }

    @Override
    public String toString() {
        List<String> names = Fields.names(schema().getFields());
        return "ParquetSource(" + name() + ", " + selection.groups().size() + " row groups, " + names + ")";
    }
}
