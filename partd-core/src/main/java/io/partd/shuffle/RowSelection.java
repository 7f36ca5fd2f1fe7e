package io.partd.shuffle;

import io.partd.expression.ColumnName;
import io.partd.expression.Condition;
import io.partd.expression.KeyExpression;
import io.partd.expression.SortOrder;
import io.partd.input.PartitionColumn;
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
    private final long limit;
    private final @Nullable SortOrder order;

    private RowSelection(
            FieldFormat format,
            List<KeyExpression> keys,
            NullKeys nullKeys,
            @Nullable Condition condition,
            List<ColumnName> written,
            long limit,
            @Nullable SortOrder order) {
        this.format = format;
        this.keys = keys;
        this.nullKeys = nullKeys;
        this.condition = condition;
        this.written = written;
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
        return new RowSelection(format, parsed, NullKeys.PARTITION, null, List.of(), Long.MAX_VALUE, null);
    }

    /** Returns this selection with another place for records whose key has no value. */
    public RowSelection nullKeys(NullKeys place) {
        return new RowSelection(format, keys, place, condition, written, limit, order);
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
        return new RowSelection(format, keys, nullKeys, other, written, limit, order);
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
        return new RowSelection(format, keys, nullKeys, condition, some, limit, order);
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
        return new RowSelection(format, keys, nullKeys, condition, written, count, order);
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
        return new RowSelection(format, keys, nullKeys, condition, written, limit, sortOrder);
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
        written.forEach(column -> add(columns, column));
        if (order != null) {
            order.columns().forEach(by -> add(columns, by.column()));
        }
        SelectedRows rows = new SelectedRows(format.fields(header, columns), limit);
        rows.keyedBy(resolved, columns, nullKeys);
        if (condition != null) {
            rows.where(condition, columns, format.emptyIsNull());
        }
        if (order != null) {
            rows.sortedBy(order, columns);
        } else if (!written.isEmpty()) {
            rows.write(written.stream().mapToInt(columns::indexOf).toArray());
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
        written.forEach(column -> add(columns, column));
        return new SortedFields(
                format.fields(header, columns),
                by,
                by.columns().stream()
                        .mapToInt(each -> columns.indexOf(each.column()))
                        .toArray(),
                written.stream().mapToInt(columns::indexOf).toArray());
    }

    private static void add(List<ColumnName> columns, ColumnName column) {
        if (!columns.contains(column)) {
            columns.add(column);
        }
    }

    @Override
    public byte[] writtenHeader(byte[] header) {
        return written.isEmpty() ? header : format.header(header, written);
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
