package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.TableSource;
import io.partd.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;

/** How partitions of tables lie in a folder: a dataset's numbered files, or Hive's folders. */
final class TableLayout implements Layout {

    private static final ByteSize SMALL = ByteSize.of("8m");

    private final TableFormat format;
    private final boolean inHiveFolders;
    private final HiveFolder folders;

    private TableLayout(TableFormat format, boolean inHiveFolders) {
        this.format = format;
        this.inHiveFolders = inHiveFolders;
        this.folders = new HiveFolder(format.suffix(), this::requireSameColumns);
    }

    /** Returns the layout of {@code part-00000.parquet}. */
    static TableLayout numbered(TableFormat format) {
        return new TableLayout(format, false);
    }

    /** Returns the layout of {@code COLUMN=VALUE/data.parquet}. */
    static TableLayout hive(TableFormat format) {
        return new TableLayout(format, true);
    }

    /** Makes an empty folder one of this layout; returns the folders of the partitions in it. */
    PartitionFolders begin(Path folder) throws IOException {
        if (inHiveFolders) {
            HiveFolder.mark(folder);
        } else {
            FileStore.open(folder).close();
        }
        return new PartitionFolders(folder, List.of());
    }

    /** Returns a partition's file, after making the folders that it is in. */
    Path file(PartitionFolders partitions, Path folder, String partition) throws IOException {
        return inHiveFolders
                ? partitions.make(Path.of(partition)).resolve(folders.dataFile(0))
                : folder.resolve(partition + format.suffix());
    }

    @Override
    public void requireOwn(Path folder) throws IOException {
        if (inHiveFolders) {
            folders.requireOwn(folder);
        } else {
            NumberedParts.requireOnly(folder);
        }
    }

    @Override
    public void append(Path from, Path to) throws IOException {
        if (!inHiveFolders) {
            throw new IOException(to + " has partitions already, and their files can't be appended to");
        }
        folders.append(from, to);
    }

    private void requireSameColumns(Path added, Path present) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = open(added, allocator);
                ArrowReader presentReader = open(present, allocator)) {
            String columns = columns(reader);
            String presentColumns = columns(presentReader);
            if (!columns.equals(presentColumns)) {
                throw new IOException(
                        present + " has the columns " + presentColumns + ", and the rows to append " + columns);
            }
        }
    }

    private ArrowReader open(Path file, BufferAllocator allocator) throws IOException {
        TableSource source = format.source(file, SMALL, 1);
        return source.open(allocator);
    }

    private static String columns(ArrowReader reader) throws IOException {
        return reader.getVectorSchemaRoot().getSchema().getFields().stream()
                .map(Field::toString)
                .toList()
                .toString();
    }
}
