package io.partd.shuffle;

import io.partd.expression.ColumnName;
import io.partd.expression.Condition;
import io.partd.expression.KeyExpression;
import io.partd.expression.KeyFunction;
import io.partd.expression.SortOrder;
import io.partd.input.PartitionColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of a format that are wanted, and what of them: keyed by one or several columns or what is derived from
 * them, those that a condition holds for, some columns of each, the first ones only. Immutable.
 *
 * <pre>{@code
 * RecordFormat selected = RowSelection.by(DelimitedFormat.csv(), "month(date)", "state")
 *         .where("fare > 10 and state in ('OR', 'WA')")
 *         .columns("date", "fare")
 *         .limit(1_000);
 * Shuffle.of(selected, Partitioners.hash(64, ".csv")).run(sources, sink);
 * }</pre>
 *
 * <p>Conditions read a field as what they compare it with; where it is no number, though it is compared with one, the
 * record is a fault.
 */
public final class RowSelection implements RecordFormat {

    private final FieldFormat format;
    private final List<KeyExpression> keys;
    private final NullKeys nullKeys;
    private final @Nullable Condition condition;
    private final List<ColumnName> written;
    private final boolean withKey;
    private final long limit;
    private final @Nullable SortOrder order;

    private RowSelection(
            FieldFormat format,
            List<KeyExpression> keys,
            NullKeys nullKeys,
            @Nullable Condition condition,
            List<ColumnName> written,
            boolean withKey,
            long limit,
            @Nullable SortOrder order) {
        this.format = format;
        this.keys = keys;
        this.nullKeys = nullKeys;
        this.condition = condition;
        this.written = written;
        this.withKey = withKey;
        this.limit = limit;
        this.order = order;
    }

    /**
     * Returns all records of a format, with keys that are columns by name or number, or {@linkplain KeyExpression
     * derived} from such.
     *
     * @throws IllegalArgumentException if there is no key, or one is malformed
     */
    public static RowSelection by(FieldFormat format, String... keys) {
        if (keys.length == 0) {
            throw new IllegalArgumentException("no column to shuffle by; give one or several");
        }
        List<KeyExpression> parsed = Arrays.stream(keys).map(KeyExpression::of).toList();
        return new RowSelection(format, parsed, NullKeys.PARTITION, null, List.of(), true, Long.MAX_VALUE, null);
    }

    /** Returns this selection with another place for records whose key has no value. */
    public RowSelection nullKeys(NullKeys place) {
        return new RowSelection(format, keys, place, condition, written, withKey, limit, order);
    }

    /**
     * Returns those records of this selection that a condition holds for.
     *
     * @throws IllegalArgumentException if the condition is malformed
     */
    public RowSelection where(String text) {
        return where(Condition.parse(text));
    }

    /** Returns the records of this selection that a condition holds for, instead of another one. */
    public RowSelection where(Condition other) {
        return new RowSelection(format, keys, nullKeys, other, written, withKey, limit, order);
    }

    /**
     * Returns this selection with some columns of each record, in that order, of the header too.
     *
     * @throws IllegalArgumentException if there is none, or an empty name
     */
    public RowSelection columns(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("no column to write; give one or several");
        }
        for (String name : names) {
            Column.of(name);
        }
        List<ColumnName> some = Arrays.stream(names)
                .map(name -> new ColumnName(name, List.of(name)))
                .toList();
        return new RowSelection(format, keys, nullKeys, condition, some, withKey, limit, order);
    }

    /**
     * Returns this selection without the key's columns in what is written, of the header too, for partitions whose
     * names say what the key is, as Hive's directories do. A column from which a key is derived stays.
     */
    public RowSelection withoutKey() {
        return new RowSelection(format, keys, nullKeys, condition, written, false, limit, order);
    }

    /**
     * Returns the first records of this selection, in the order of the input. A shuffle reads no further, and with one
     * thread. Records that are faults do not count.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public RowSelection limit(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("limit " + count + " is negative");
        }
        return new RowSelection(format, keys, nullKeys, condition, written, withKey, count, order);
    }

    /**
     * Returns this selection with the records of each partition sorted; those that are equal stay in input order. A
     * shuffle hands them on when all are there, and keeps what does not fit into a quarter of its memory in temporary
     * files. The last record of a partition gets a line end if it has none.
     *
     * @throws IllegalArgumentException if the order is malformed
     */
    public RowSelection sortedBy(String sortOrder) {
        return sortedBy(SortOrder.parse(sortOrder));
    }

    /** Returns this selection with the records of each partition sorted in an order. */
    public RowSelection sortedBy(SortOrder sortOrder) {
        return new RowSelection(format, keys, nullKeys, condition, written, withKey, limit, sortOrder);
    }

    /** Returns the keys, with those that a header has a column for as that column. */
    public List<KeyExpression> keys(byte[] header) {
        List<String> names = format.names(header);
        return keys.stream().map(key -> key.among(names)).toList();
    }

    @Override
    public int keyCount() {
        return keys.size();
    }

    @Override
    public boolean isSequential() {
        return limit != Long.MAX_VALUE;
    }

    @Override
    public RecordCursor cursor(byte[] header) {
        List<KeyExpression> resolved = keys(header);
        List<ColumnName> columns = new ArrayList<>();
        resolved.forEach(key -> add(columns, key.column()));
        if (condition != null) {
            condition.columns().forEach(column -> add(columns, column));
        }
        RecordWriter writer = writer(header, columns);
        if (order != null) {
            order.columns().forEach(by -> add(columns, by.column()));
        }
        SelectedRows rows = new SelectedRows(fields(header, columns), limit);
        rows.keyedBy(resolved, columns, nullKeys);
        if (condition != null) {
            rows.where(condition, columns, format.emptyIsNull());
        }
        if (order != null) {
            rows.sortedBy(order, columns);
        } else if (writer != null) {
            rows.writtenBy(writer);
        }
        return rows;
    }

    /** Tells whether the records of a partition are sorted. */
    boolean isSorted() {
        return order != null;
    }

    /** Returns a cursor that sorts what {@link #cursor} has selected. */
    SortedCursor sortedCursor(byte[] header) {
        SortOrder by = Objects.requireNonNull(order);
        List<ColumnName> columns = new ArrayList<>();
        by.columns().forEach(each -> add(columns, each.column()));
        RecordWriter writer = writer(header, columns);
        return new SortedFields(
                fields(header, columns),
                by,
                by.columns().stream()
                        .mapToInt(each -> columns.indexOf(each.column()))
                        .toArray(),
                writer);
    }

    private FieldCursor fields(byte[] header, List<ColumnName> columns) {
        FieldCursor fields = format.fields(header, columns);
        List<ColumnName> leftOut = leftOut(header);
        List<String> names = format.names(header);
        boolean nothingLeft = written.isEmpty() ? leftOut.size() == names.size() : leftOut.containsAll(written);
        if (!leftOut.isEmpty() && nothingLeft) {
            throw new IllegalArgumentException("there is no column but " + (written.isEmpty() ? names : written)
                    + ", and the key's columns are left out");
        }
        return fields;
    }

    /** Returns the columns that are keys as they are, and are not written. */
    private List<ColumnName> leftOut(byte[] header) {
        return withKey
                ? List.of()
                : keys(header).stream()
                        .filter(key -> key.function() == KeyFunction.IDENTITY)
                        .map(KeyExpression::column)
                        .distinct()
                        .toList();
    }

    /**
     * Returns what writes a record of which a cursor finds some columns; null if it is written as it is.
     *
     * @param columns gets those that it needs
     */
    private @Nullable RecordWriter writer(byte[] header, List<ColumnName> columns) {
        List<ColumnName> leftOut = leftOut(header);
        if (written.isEmpty()) {
            int[] without = places(leftOut, columns);
            return leftOut.isEmpty() ? null : (record, out) -> record.writeWithout(without, out);
        }
        int[] with = places(
                written.stream().filter(column -> !leftOut.contains(column)).toList(), columns);
        return (record, out) -> record.write(with, out);
    }

    /** Returns which fields some columns are, after adding those that are missing. */
    private static int[] places(List<ColumnName> some, List<ColumnName> columns) {
        some.forEach(column -> add(columns, column));
        return some.stream().mapToInt(columns::indexOf).toArray();
    }

    private static void add(List<ColumnName> columns, ColumnName column) {
        if (!columns.contains(column)) {
            columns.add(column);
        }
    }

    @Override
    public byte[] writtenHeader(byte[] header) {
        List<ColumnName> columns = new ArrayList<>();
        RecordWriter writer = writer(header, columns);
        if (writer == null || header.length == 0) {
            return header;
        }
        FieldCursor names = fields(header, columns);
        names.reset(Arrays.copyOf(header, header.length + PADDING), 0, header.length);
        names.next();
        RowBytes left = new RowBytes();
        try {
            writer.write(names, left);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.copyOf(left.bytes(), left.length());
    }

    @Override
    public @Nullable String sourceFault(byte[] bytes, int from, int to) {
        return format.sourceFault(bytes, from, to);
    }

    @Override
    public int headerEnd(byte[] bytes, int from, int to) {
        return format.headerEnd(bytes, from, to);
    }

    @Override
    public @Nullable String headerFault(byte[] header) {
        return format.headerFault(header);
    }

    @Override
    public int lastRecordEnd(byte[] bytes, int from, int to) {
        return format.lastRecordEnd(bytes, from, to);
    }

    @Override
    public @Nullable ColumnAdder adder(String source, List<PartitionColumn> columns) {
        return format.adder(source, columns);
    }
}
