package io.partd.arrow.shuffle;

import io.partd.expression.Condition;
import io.partd.expression.Test;
import io.partd.expression.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Finds the rows of batches of one schema that a condition holds for. For one thread. */
final class RowFilter {

    private final Condition condition;
    private final List<BoundTest> tests = new ArrayList<>();

    private record BoundTest(Test test, ColumnPath path, ValueTest values) {}

    /**
     * Finds the columns.
     *
     * @param fields in which encoded ones have the type of their values
     * @throws IllegalArgumentException if one is not there, or cannot be compared as the condition asks
     */
    RowFilter(Condition condition, List<Field> fields) {
        this.condition = condition;
        for (Test test : condition.tests()) {
            ColumnPath path = ColumnPath.of(test.column(), fields);
            Field field = path.field(fields);
            if (field.getType() instanceof ArrowType.Union) {
                throw new IllegalArgumentException(
                        "in '" + test + "': column '" + test.column() + "' is a union, which cannot be compared");
            }
            boolean inRuns = field.getType() instanceof ArrowType.RunEndEncoded;
            tests.add(new BoundTest(
                    test, path, ValueTest.of(test, inRuns ? field.getChildren().get(1) : field)));
        }
    }

    /**
     * Returns the numbers of the rows of a batch that the condition holds for, ascending.
     *
     * @param dictionary returns that of a column, or null
     */
    int[] rows(List<ArrayData> columns, int rowCount, Function<ArrayData, @Nullable ArrayData> dictionary) {
        byte[] truths = condition.truths(number -> {
            BoundTest test = tests.get(number);
            List<ArrayData> path = test.path().arrays(columns);
            byte[] result = truths(test, path.get(path.size() - 1), rowCount, dictionary);
            path.subList(0, path.size() - 1).forEach(struct -> addNulls(test, struct, result));
            return result;
        });
        int[] rows = new int[rowCount];
        int count = 0;
        for (int row = 0; row < rowCount; row++) {
            if (truths[row] == Truth.TRUE) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    private static byte[] truths(
            BoundTest test, ArrayData column, int rowCount, Function<ArrayData, @Nullable ArrayData> dictionary) {
        ArrayData values = dictionary.apply(column);
        if (values != null) {
            byte[] ofValues = truths(test, values, values.length());
            byte[] truths = new byte[rowCount];
            for (int row = 0; row < rowCount; row++) {
                truths[row] =
                        column.isNull(row) ? ofNull(test) : ofValues[DictionaryIndex.get(column, row, values.length())];
            }
            return truths;
        }
        if (column.field().getType() instanceof ArrowType.RunEndEncoded) {
            Runs runs = new Runs(column);
            byte[] ofRuns = truths(test, runs.values(), runs.values().length());
            byte[] truths = new byte[rowCount];
            int run = 0;
            for (int row = 0; row < rowCount; row++) {
                run = runs.find(row, run);
                truths[row] = ofRuns[run];
            }
            return truths;
        }
        return truths(test, column, rowCount);
    }

    private static byte[] truths(BoundTest test, ArrayData values, int count) {
        byte[] truths = new byte[count];
        boolean allNull = values.field().getType() instanceof ArrowType.Null;
        if (test.test() instanceof Test.IsNull) {
            for (int i = 0; i < count; i++) {
                truths[i] = (byte) Truth.of(allNull || values.isNull(i));
            }
            return truths;
        }
        for (int i = 0; i < count; i++) {
            boolean isNull = allNull || values.isNull(i);
            truths[i] = (byte) (isNull ? Truth.UNKNOWN : Truth.of(test.values().passes(values, i)));
        }
        return truths;
    }

    private static byte ofNull(BoundTest test) {
        return (byte) (test.test() instanceof Test.IsNull ? Truth.TRUE : Truth.UNKNOWN);
    }

    private static void addNulls(BoundTest test, ArrayData struct, byte[] truths) {
        for (int row = 0; row < truths.length; row++) {
            if (struct.isNull(row)) {
                truths[row] = ofNull(test);
            }
        }
    }
}
