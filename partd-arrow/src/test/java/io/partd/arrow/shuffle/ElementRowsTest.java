package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.arrow.memory.BuiltColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;

class ElementRowsTest {

    /** Notes which rows come, and how many at a time. */
    private static final class Noting implements ColumnBuilder {

        private final List<Integer> rows = new ArrayList<>();
        private int most;

        @Override
        public void append(ArrayData from, int[] numbers, int start, int end) {
            most = Math.max(most, end - start);
            IntStream.range(start, end).forEach(i -> rows.add(numbers[i]));
        }

        @Override
        public int length() {
            return rows.size();
        }

        @Override
        public void share(BuiltColumns columns) {}

        @Override
        public void close() {}
    }

    /** A bit of a long list is not to take the 32 of its number. */
    @Test
    void theElementsOfLongListsComeSomeAtATime() {
        int length = 3 * ElementRows.AT_ONCE;
        Noting elements = new Noting();
        try (BufferAllocator allocator = new RootAllocator();
                ListVector lists = ListVector.empty("lists", allocator);
                ListBuilder builder = new ListBuilder(allocator, 4, elements, 2)) {
            lists.addOrGetVector(FieldType.nullable(new ArrowType.Bool()));
            BitVector bits = (BitVector) lists.getDataVector();
            bits.allocateNew(2 * length + 5);
            for (int i = 0; i < 3; i++) {
                lists.startNewValue(i);
                lists.endValue(i, i == 1 ? 5 : length);
            }
            lists.setValueCount(3);
            ArrayData array = ArrayData.of(lists);
            builder.append(array, new int[] {1, 0, 2}, 0, 3);
            array.release();
        }
        assertThat(elements.most).isEqualTo(ElementRows.AT_ONCE);
        List<Integer> expected = new ArrayList<>();
        IntStream.range(length, length + 5).forEach(expected::add);
        IntStream.range(0, length).forEach(expected::add);
        IntStream.range(length + 5, 2 * length + 5).forEach(expected::add);
        assertThat(elements.rows).isEqualTo(expected);
    }
}
