package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.TableSource;
import io.partd.file.FilePerKeyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** How partitions of tables lie in a directory: a dataset's numbered files, or Hive's directories. */
final class TableLayout implements Layout {

    private static final ByteSize SMALL = ByteSize.of("8m");

    private final TableFormat format;
    private final boolean inHiveDirectories;
    private final HiveDirectory directories;

    private TableLayout(TableFormat format, boolean inHiveDirectories) {
        this.format = format;
        this.inHiveDirectories = inHiveDirectories;
        this.directories = new HiveDirectory(format.suffix(), this::requireSameColumns);
    }

    /** Returns the layout of {@code part-00000.parquet}. */
    static TableLayout numbered(TableFormat format) {
        return new TableLayout(format, false);
    }

    /** Returns the layout of {@code COLUMN=VALUE/data.parquet}. */
    static TableLayout hive(TableFormat format) {
        return new TableLayout(format, true);
    }

    /** Makes an empty directory one of this layout; returns the directories of the partitions in it. */
    PartitionDirectories begin(Path directory) throws IOException {
        if (inHiveDirectories) {
            HiveDirectory.mark(directory);
        } else {
            FilePerKeyStore.open(directory).close();
        }
        return new PartitionDirectories(directory, List.of());
    }

    /** Returns a partition's file, after making the directories that it is in. */
    Path file(PartitionDirectories partitions, Path directory, String partition) throws IOException {
        return inHiveDirectories
                ? partitions.make(Path.of(partition)).resolve(directories.dataFile(0))
                : directory.resolve(partition + format.suffix());
    }

    /** Returns a file that a directory of this layout has already, if it is of this format; null if there is none. */
    @Nullable
    TableSource present(Path directory) throws IOException {
        Path file = inHiveDirectories ? HiveDirectory.anyFile(directory) : null;
        return file == null || !file.toString().endsWith(format.suffix()) ? null : format.source(file, null, SMALL, 1);
    }

    @Override
    public void requireOwn(Path directory) throws IOException {
        if (inHiveDirectories) {
            directories.requireOwn(directory);
        } else {
            NumberedParts.requireOnly(directory);
        }
    }

    @Override
    public void append(Path from, Path to) throws IOException {
        if (!inHiveDirectories) {
            throw new IOException(to + " has partitions already, and their files can't be appended to");
        }
        directories.append(from, to);
    }

    private void requireSameColumns(Path added, Path present) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = open(added, allocator);
                ArrowReader presentReader = open(present, allocator)) {
            List<Field> columns = columns(reader);
            List<Field> presentColumns = columns(presentReader);
            if (!areSame(columns, presentColumns)) {
                throw new IOException(present + " has the columns " + presentColumns + ", and the rows to append "
                        + columns + keepColumn(present, presentColumns, columns));
            }
        }
    }

    /** Tells whether columns are the same but for metadata. */
    static boolean areSame(List<Field> columns, List<Field> others) {
        return columns.toString().equals(others.toString());
    }

    /** Returns what to do if it is only that one has the columns that directories are named after. */
    private static String keepColumn(Path present, List<Field> presentColumns, List<Field> columns) {
        List<Field> rest = notNamed(present, columns);
        List<Field> presentRest = notNamed(present, presentColumns);
        if (columns.size() == presentColumns.size() || !areSame(rest, presentRest)) {
            return "";
        }
        return presentColumns.size() > columns.size()
                ? "; append with --keep-column, as the others were written"
                : "; append without --keep-column, as the others were written";
    }

    /** Returns the columns that no directory is named after in which a file is. */
    private static List<Field> notNamed(Path file, List<Field> columns) {
        List<String> levels = new ArrayList<>();
        file.forEach(level -> levels.add(level.toString()));
        return columns.stream()
                .filter(column ->
                        levels.stream().noneMatch(level -> level.startsWith(HiveNames.prefix(column.getName()))))
                .toList();
    }

    private ArrowReader open(Path file, BufferAllocator allocator) throws IOException {
        TableSource source = format.source(file, null, SMALL, 1);
        return source.open(allocator);
    }

    private static List<Field> columns(ArrowReader reader) throws IOException {
        return reader.getVectorSchemaRoot().getSchema().getFields();
    }
}
