package io.partd.arrow.schema;

import java.util.BitSet;
import java.util.function.Supplier;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a vector belong to a row. Under a null struct or list, outside all lists, and in a dictionary there
 * may be others, which mean nothing. They are looked for when they are asked for first, which is seldom. For one
 * thread.
 */
final class VisibleValues {

    /** All values of a vector. */
    static final VisibleValues ALL = new VisibleValues(null);

    private final @Nullable Supplier<BitSet> finder;
    private @Nullable BitSet found;

    private VisibleValues(@Nullable Supplier<BitSet> finder) {
        this.finder = finder;
    }

    boolean contains(int value) {
        if (finder == null) {
            return true;
        }
        BitSet present = found;
        if (present == null) {
            present = finder.get();
            found = present;
        }
        return present.get(value);
    }

    /** Returns which values are visible within a struct or a list, of whose own values these are. */
    VisibleValues within(FieldVector outer) {
        return new VisibleValues(() -> {
            BitSet visible = new BitSet();
            for (int i = 0; i < outer.getValueCount(); i++) {
                if (!outer.isNull(i) && contains(i)) {
                    visible.set((int) start(outer, i), (int) end(outer, i));
                }
            }
            return visible;
        });
    }

    private static long start(FieldVector outer, int i) {
        if (outer instanceof BaseListVector list) {
            return list.getElementStartIndex(i);
        }
        if (outer instanceof LargeListVector list) {
            return list.getElementStartIndex(i);
        }
        return outer instanceof LargeListViewVector list
                ? list.getOffsetBuffer().getLong((long) i * Long.BYTES)
                : i;
    }

    private static long end(FieldVector outer, int i) {
        if (outer instanceof BaseListVector list) {
            return list.getElementEndIndex(i);
        }
        if (outer instanceof LargeListVector list) {
            return list.getElementEndIndex(i);
        }
        return outer instanceof LargeListViewVector list
                ? start(list, i) + list.getSizeBuffer().getLong((long) i * Long.BYTES)
                : i + 1;
    }

    /** Returns which values of a dictionary are named by indices, of whose own values these are. */
    VisibleValues named(FieldVector indices) {
        return new VisibleValues(() -> {
            BitSet visible = new BitSet();
            for (int i = 0; i < indices.getValueCount(); i++) {
                long index = indices.isNull(i) || !contains(i) ? -1 : ((BaseIntVector) indices).getValueAsLong(i);
                if (index >= 0 && index <= Integer.MAX_VALUE) {
                    visible.set((int) index);
                }
            }
            return visible;
        });
    }
}
