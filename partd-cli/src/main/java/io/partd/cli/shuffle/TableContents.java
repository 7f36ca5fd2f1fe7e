package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.TableSource;
import io.partd.shuffle.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Files of tables, which all have the same columns. */
final class TableContents implements FileContents {

    private static final ByteSize SMALL = ByteSize.of("8m");

    private final TableFormat format;
    private final boolean hasInputsColumns;

    /**
     * Makes one.
     *
     * @param hasInputsColumns whether files have all columns of the input, at the same places
     */
    TableContents(TableFormat format, boolean hasInputsColumns) {
        this.format = format;
        this.hasInputsColumns = hasInputsColumns;
    }

    @Override
    public void requireSame(Path added, Path present) throws IOException {
        List<Field> columns = columns(added);
        List<Field> presentColumns = columns(present);
        if (!areSame(columns, presentColumns)) {
            throw new IOException(present + " has the columns " + presentColumns + ", and the rows to append " + columns
                    + keepColumn(present, presentColumns, columns));
        }
    }

    /** Returns null, since a table's file has its directory, or its end, behind the rows. */
    @Override
    public @Nullable Joint joint(Path added, Path present) {
        return null;
    }

    @Override
    public String columnName(Path file, String number) throws IOException {
        if (!hasInputsColumns) {
            return number;
        }
        List<String> names = columns(file).stream().map(Field::getName).toList();
        return names.get(Column.of(number).index(names));
    }

    /** Returns a file as a source. */
    TableSource source(Path file) throws IOException {
        return format.source(file, null, SMALL, 1);
    }

    private List<Field> columns(Path file) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = source(file).open(allocator)) {
            return reader.getVectorSchemaRoot().getSchema().getFields();
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
}
