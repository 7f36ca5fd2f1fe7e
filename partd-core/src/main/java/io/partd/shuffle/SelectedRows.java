package io.partd.shuffle;

import io.partd.expression.ColumnName;
import io.partd.expression.Condition;
import io.partd.expression.KeyExpression;
import io.partd.expression.SortOrder;
import io.partd.expression.Test;
import io.partd.expression.Truth;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Iterates over the records that are wanted, and makes their keys. For one thread. */
final class SelectedRows implements RecordCursor {

    private final FieldCursor fields;
    private long left;
    private TextKeys keys = new TextKeys(List.of(), new int[0], NullKeys.PARTITION);
    private @Nullable Condition condition;
    private TextTest[] tests = {};
    private boolean[] areOfNull = {};
    private int[] testedFields = {};
    private List<SortOrder.By> order = List.of();
    private int[] sortedFields = {};
    private @Nullable RecordWriter writer;
    private @Nullable String fault;

    SelectedRows(FieldCursor fields, long limit) {
        this.fields = fields;
        this.left = limit;
    }

    void keyedBy(List<KeyExpression> expressions, List<ColumnName> columns, NullKeys nullKeys) {
        int[] places = expressions.stream()
                .mapToInt(key -> columns.indexOf(key.column()))
                .toArray();
        keys = new TextKeys(expressions, places, nullKeys);
    }

    void where(Condition wanted, List<ColumnName> columns, boolean emptyIsNull) {
        List<Test> all = wanted.tests();
        condition = wanted;
        tests = new TextTest[all.size()];
        areOfNull = new boolean[all.size()];
        testedFields = new int[all.size()];
        for (int i = 0; i < tests.length; i++) {
            tests[i] = TextTest.of(all.get(i), emptyIsNull);
            areOfNull[i] = all.get(i) instanceof Test.IsNull;
            testedFields[i] = columns.indexOf(all.get(i).column());
        }
    }

    void sortedBy(SortOrder sortOrder, List<ColumnName> columns) {
        order = sortOrder.columns();
        sortedFields =
                order.stream().mapToInt(by -> columns.indexOf(by.column())).toArray();
    }

    void writtenBy(RecordWriter recordWriter) {
        writer = recordWriter;
    }

    @Override
    public void reset(byte[] bytes, int from, int to) {
        fields.reset(bytes, from, to);
    }

    @Override
    public boolean next() {
        while (left > 0 && fields.next()) {
            fault = fields.fault();
            if (fault != null) {
                return true;
            }
            try {
                if (isWanted() && keys.make(fields)) {
                    requireSortable();
                    left--;
                    return true;
                }
            } catch (IllegalArgumentException e) {
                fault = String.valueOf(e.getMessage());
                return true;
            }
        }
        return false;
    }

    private void requireSortable() {
        for (int i = 0; i < sortedFields.length; i++) {
            if (!fields.isNull(sortedFields[i])) {
                SortedFields.require(fields, sortedFields[i], order.get(i).numeric());
            }
        }
    }

    private boolean isWanted() {
        return condition == null || condition.truth(this::truth) == Truth.TRUE;
    }

    private int truth(int test) {
        int field = testedFields[test];
        boolean isNull = fields.isNull(field);
        if (areOfNull[test]) {
            return Truth.of(isNull);
        }
        if (isNull) {
            return Truth.UNKNOWN;
        }
        String noText = fields.fault(field);
        if (noText != null) {
            throw new IllegalArgumentException(noText);
        }
        return Truth.of(tests[test].passes(fields.bytes(field), fields.from(field), fields.to(field)));
    }

    @Override
    public boolean isDone() {
        return left == 0;
    }

    @Override
    public boolean rewrites() {
        return writer != null;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        if (writer != null) {
            writer.write(fields, out);
        }
    }

    @Override
    public int start() {
        return fields.start();
    }

    @Override
    public int end() {
        return fields.end();
    }

    @Override
    public byte[] keyBytes() {
        return keys.bytes();
    }

    @Override
    public int keyStart() {
        return keys.from();
    }

    @Override
    public int keyEnd() {
        return keys.to();
    }

    @Override
    public @Nullable String fault() {
        return fault;
    }

    @Override
    public long linesBefore() {
        return fields.linesBefore();
    }

    @Override
    public long lines() {
        return fields.lines();
    }
}
