package io.partd.arrow.shuffle;

import org.apache.arrow.vector.types.pojo.ArrowType;

/** Finds the values of a run-end encoded column: its children are the ends of runs, and a value for each run. */
final class Runs {

    private final ArrayData column;
    private final ArrayData values;
    private final ArrayData ends;
    private final ArrowType.Int type;
    private final int count;

    /**
     * Looks at a column.
     *
     * @throws IllegalArgumentException if it has not as many values as runs
     */
    Runs(ArrayData column) {
        this.column = column;
        this.ends = column.children().get(0);
        this.values = column.children().get(1);
        this.type = (ArrowType.Int) ends.field().getType();
        this.count = ends.length();
        if (values.length() < count) {
            throw new IllegalArgumentException("column '" + column.field().getName() + "' is damaged: it has " + count
                    + " runs and " + values.length() + " values");
        }
    }

    /** Returns the column's values, one for each run. */
    ArrayData values() {
        return values;
    }

    /**
     * Returns the run that a row is in.
     *
     * @param near a run that it may be in, or directly after
     * @throws IllegalArgumentException if it is in none
     */
    int find(int row, int near) {
        if (isIn(row, near)) {
            return near;
        }
        if (isIn(row, near + 1)) {
            return near + 1;
        }
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end(middle) <= row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == count) {
            throw new IllegalArgumentException("column '" + column.field().getName() + "' is damaged: row " + row
                    + " is after the last of its " + count + " runs");
        }
        return low;
    }

    private boolean isIn(int row, int run) {
        return run < count && row < end(run) && (run == 0 || row >= end(run - 1));
    }

    private long end(int run) {
        return ends.integer(run, type);
    }
}
