package io.partd.parquet.read;

import io.partd.expression.ColumnName;
import io.partd.expression.Condition;
import io.partd.expression.Test;
import io.partd.expression.Truth;
import io.partd.parquet.format.InputFile;
import io.partd.parquet.schema.LeafNode;
import io.partd.parquet.schema.Node;
import io.partd.parquet.schema.StructNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * Finds out in which row groups and pages of a file there may be rows that a condition holds for, by the statistics in
 * the file's footer and by its page index.
 */
public final class Pruning {

    /** Fewer rows than this between two ranges are read with them, since each range is a batch of its own. */
    private static final int NARROWEST_GAP = 1 << 12;

    /**
     * Rows of a row group that follow one another.
     *
     * @param from the first one, counted from 0
     * @param to the one after the last one
     */
    record RowRange(long from, long to) {}

    private final FileDescription file;
    private final Condition condition;
    private final List<LeafNode> leaves;
    /** The number of each test's column among all leaves; -1 if nothing is known of it. */
    private final List<Integer> tested = new ArrayList<>();

    /** Finds the columns that the condition tests. Of one that is not there, or is within a list, nothing is known. */
    public Pruning(FileDescription file, Condition condition) {
        this.file = file;
        this.condition = condition;
        leaves = Node.leaves(file.columns());
        for (Test test : condition.tests()) {
            LeafNode leaf = leaf(file.columns(), test.column());
            tested.add(leaf == null || leaf.repetition() > 0 ? -1 : leaves.indexOf(leaf));
        }
    }

    private static @Nullable LeafNode leaf(List<Node> columns, ColumnName name) {
        Node found = only(columns, name.text());
        if (found == null) {
            found = only(columns, name.path().get(0));
            for (String member : name.path().subList(1, name.path().size())) {
                found = found instanceof StructNode struct ? only(struct.children(), member) : null;
            }
        }
        return found instanceof LeafNode leaf ? leaf : null;
    }

    private static @Nullable Node only(List<Node> nodes, String name) {
        List<Node> found = nodes.stream()
                .filter(node -> node.field().getName().equals(name))
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    /** Tells whether the condition may hold for a row of a group. */
    public boolean mayHold(RowGroup group) {
        return (condition.truth(test -> truths(group, test)) & Truth.TRUE) != 0;
    }

    private int truths(RowGroup group, int test) {
        int number = tested.get(test);
        return number < 0
                ? Truth.ANY
                : ColumnBounds.of(leaves.get(number), group.columns.get(number).meta_data, hasOrder(number))
                        .truths(condition.tests().get(test));
    }

    /**
     * Returns the rows of a group for which the condition may hold, by the bounds of the pages that the tested columns
     * have there. Pages of different columns need not begin with the same rows.
     */
    List<RowRange> rows(RowGroup group, InputFile input) throws IOException {
        List<@Nullable PageIndex> indexes = new ArrayList<>();
        int[] ofGroup = new int[tested.size()];
        for (int test = 0; test < ofGroup.length; test++) {
            int number = tested.get(test);
            ofGroup[test] = truths(group, test);
            indexes.add(number < 0 ? null : PageIndex.withBounds(input, group.columns.get(number), group.num_rows));
        }
        long[] borders = LongStream.concat(
                        LongStream.of(0, group.num_rows),
                        indexes.stream().filter(Objects::nonNull).flatMapToLong(PageIndex::firstRows))
                .sorted()
                .distinct()
                .toArray();
        List<RowRange> ranges = new ArrayList<>();
        for (int i = 0; i + 1 < borders.length; i++) {
            long row = borders[i];
            if ((condition.truth(test -> ofGroup[test] & truths(test, indexes.get(test), row)) & Truth.TRUE) != 0) {
                add(ranges, row, borders[i + 1]);
            }
        }
        return ranges;
    }

    private static void add(List<RowRange> ranges, long from, long to) {
        int last = ranges.size() - 1;
        if (last >= 0 && from - ranges.get(last).to() < NARROWEST_GAP) {
            ranges.set(last, new RowRange(ranges.get(last).from(), to));
        } else {
            ranges.add(new RowRange(from, to));
        }
    }

    private int truths(int test, @Nullable PageIndex index, long row) {
        int number = tested.get(test);
        return index == null
                ? Truth.ANY
                : index.bounds(leaves.get(number), index.page(row), hasOrder(number))
                        .truths(condition.tests().get(test));
    }

    private boolean hasOrder(int leaf) {
        FileMetaData metadata = file.metadata();
        return metadata.isSetColumn_orders()
                && leaf < metadata.column_orders.size()
                && metadata.column_orders.get(leaf).getSetField() == ColumnOrder._Fields.TYPE__ORDER;
    }
}
