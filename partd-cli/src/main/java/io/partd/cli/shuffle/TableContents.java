package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.TableSource;
import io.partd.arrow.schema.TypeNames;
import io.partd.arrow.schema.UnifiedSchema;
import io.partd.shuffle.Joint;
import io.partd.shuffle.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Files of tables, which all have the same columns. */
final class TableContents implements FileContents {

    private static final ByteSize SMALL = ByteSize.of("8m");

    private final TableFormat format;
    private final Map<String, String> columnNames = new HashMap<>();

    TableContents(TableFormat format) {
        this.format = format;
    }

    @Override
    public void requireSame(Path added, Path present) throws IOException {
        List<Field> columns = columns(added);
        List<Field> presentColumns = columns(present);
        if (!areSame(columns, presentColumns)) {
            throw new IOException(present + " has the columns " + TypeNames.ofColumns(presentColumns)
                    + ", and the rows to append " + TypeNames.ofColumns(columns)
                    + keepColumn(present, presentColumns, columns));
        }
    }

    /** Returns null, since a table's file has its directory, or its end, behind the rows. */
    @Override
    public @Nullable Joint joint(Path added, Path present) {
        return null;
    }

    /** Says what the columns are called that were given by numbers: in a file they may come elsewhere. */
    void setKey(List<String> given, List<String> names) {
        for (int i = 0; i < given.size(); i++) {
            columnNames.put(given.get(i), names.get(i));
        }
    }

    @Override
    public String columnName(Source part, String number) {
        return columnNames.getOrDefault(number, number);
    }

    /** Returns a file as a source. */
    TableSource source(Path file) throws IOException {
        return format.source(file, null, SMALL, 1);
    }

    private List<Field> columns(Path file) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = source(file).open(allocator)) {
            return format.writtenFields(reader);
        }
    }

    /** Tells whether columns are the same as they are written, but for metadata. */
    static boolean areSame(List<Field> columns, List<Field> others) {
        return UnifiedSchema.areSame(new Schema(columns), new Schema(others));
    }

    /** Returns what to do if it is only that one has the columns that directories are named after. */
    private static String keepColumn(Path present, List<Field> presentColumns, List<Field> columns) {
        List<Field> rest = notNamed(present, columns);
        List<Field> presentRest = notNamed(present, presentColumns);
        if (columns.size() == presentColumns.size() || !areSame(rest, presentRest)) {
            return "";
        }
        return presentColumns.size() > columns.size()
                ? "; append with --keep-key, as the others were written"
                : "; append without --keep-key, as the others were written";
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
}
