package io.partd.codecs.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Arrays made from Java's, and read as such. */
final class NumpyArrayTest {

    @Test
    void aTypeIsShownAsNumPyWritesIt() {
        assertThat(List.of(
                                "i8",
                                "=i8",
                                "<i8",
                                ">i8",
                                "<i1",
                                "=S3",
                                "U5",
                                "M8",
                                "<M8[1ns]",
                                "m8[25s]",
                                "O",
                                ">V3",
                                ">b1")
                        .stream()
                        .map(text -> DType.of(text).toString()))
                .containsExactly(
                        "<i8",
                        "<i8",
                        "<i8",
                        ">i8",
                        "|i1",
                        "|S3",
                        "<U5",
                        "<M8",
                        "<M8[ns]",
                        "<m8[25s]",
                        "|O",
                        "|V3",
                        "|b1");
        DType dtype = DType.of(">M8[25s]");
        assertThat(dtype.kind()).isEqualTo(Kind.DATETIME);
        assertThat(dtype.unit()).isEqualTo("25s");
        assertThat(dtype.itemSize()).isEqualTo(8);
        assertThat(dtype.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(DType.of("<U5").itemSize()).isEqualTo(20);
        assertThat(DType.of("i8")).isEqualTo(DType.of("<i8")).hasSameHashCodeAs(DType.of("<i8"));
        assertThat(DType.of(">i8")).isNotEqualTo(DType.of("<i8"));
    }

    @Test
    void aRefusedTextIsExplained() {
        assertThatThrownBy(() -> DType.of("<f9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'<f9' is not a dtype: 'f' has one of the sizes [2, 4, 8, 12, 16]");
        assertThatThrownBy(() -> DType.of("<U2147483647"))
                .hasMessage("'<U2147483647' is not a dtype: an element has at most 2147483639 bytes");
        assertThatThrownBy(() -> DType.of("<f99999999999"))
                .hasMessage("'<f99999999999' is not a dtype: a number has at most 10 digits");
        assertThatThrownBy(() -> DType.of("<i\u0664"))
                .hasMessage("'<i\\u0664' is not a dtype: a number of 1 or more is to follow '<i'");
    }

    @Test
    void everyIntegerTypeHasItsBounds() {
        for (String order : List.of("<", ">")) {
            for (int size = 1; size <= 4; size *= 2) {
                long half = 1L << (8 * size - 1);
                assertBounds(DType.of(order + "i" + size), -half, half - 1);
                assertBounds(DType.of(order + "u" + size), 0, 2 * half - 1);
            }
            long[] all = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE};
            assertThat(NumpyArray.of(DType.of(order + "i8"), all).toLongs()).isEqualTo(all);
            assertThat(NumpyArray.of(DType.of(order + "u8"), all).toLongs()).isEqualTo(all);
        }
    }

    private static void assertBounds(DType dtype, long lowest, long highest) {
        NumpyArray array = NumpyArray.of(dtype, new long[] {lowest, 1, highest});
        assertThat(array.toLongs()).containsExactly(lowest, 1, highest);
        for (long outside : new long[] {lowest - 1, highest + 1}) {
            assertThatThrownBy(() -> NumpyArray.of(dtype, new long[] {outside}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(outside + " is not from " + lowest + " to " + highest + ", as " + dtype + " is");
        }
    }

    @Test
    void aNarrowReadIsRefusedWhereItCouldLose() {
        List<Function<NumpyArray, Object>> readers = List.of(
                NumpyArray::toDoubles,
                NumpyArray::toFloats,
                NumpyArray::toLongs,
                NumpyArray::toInts,
                NumpyArray::toShorts,
                NumpyArray::toBytes,
                NumpyArray::toHalves,
                NumpyArray::toBooleans,
                NumpyArray::toStrings,
                NumpyArray::toByteStrings,
                NumpyArray::toObjects);
        assertReads(readers, "<f8", "D.......... 9");
        assertReads(readers, "<f4", "DF......... 9");
        assertReads(readers, ">f2", "DF....H.... 9");
        assertReads(readers, "<f16", "........... 9");
        assertReads(readers, "<c8", "D.......... 9");
        assertReads(readers, "<c32", "........... 9");
        assertReads(readers, "<i8", "..L........ 9");
        assertReads(readers, ">i4", "..LI....... 9");
        assertReads(readers, "<u4", "..L........ 9");
        assertReads(readers, "<i2", "..LIS...... 9");
        assertReads(readers, "<u2", "..LI....... 9");
        assertReads(readers, "|i1", "..LISB..... 9");
        assertReads(readers, "|u1", "..LISB..... 9");
        assertReads(readers, "<M8[s]", "..L........ 9");
        assertReads(readers, "|b1", ".......b... 9");
        assertReads(readers, "<U2", "........U.. 9");
        assertReads(readers, "|S2", "........... 9");
        assertReads(readers, "|O", "..........O ");
    }

    /** Where there is a letter, or a 9 for the reader before the last, the reader answers. */
    private static void assertReads(List<Function<NumpyArray, Object>> readers, String text, String expected) {
        NumpyArray array = NumpyArray.empty(DType.of(text));
        for (int i = 0; i < readers.size(); i++) {
            boolean reads = expected.charAt(i) != '.' || (expected.endsWith("9") && i == 9);
            Function<NumpyArray, Object> reader = readers.get(i);
            if (reads) {
                assertThat(reader.apply(array)).as("%s by %d", text, i).isNotNull();
            } else {
                assertThatThrownBy(() -> reader.apply(array))
                        .as("%s by %d", text, i)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("an array of " + array.dtype() + " cannot be read as ");
            }
        }
    }

    @Test
    void textsAndBytesLoseTheZerosAtTheirEnd() {
        NumpyArray texts = NumpyArray.of("a\0", "", "\ud83d\ude00", "\0b");
        assertThat(texts).hasToString("<U2[4]");
        assertThat(texts.toStrings()).containsExactly("a", "", "\ud83d\ude00", "\0b");
        assertThat(NumpyArray.of(DType.of(">U9"), "abc").toStrings()).containsExactly("abc");
        NumpyArray bytes = NumpyArray.of(new byte[][] {{1, 0}, {0, 2}, {}});
        assertThat(bytes).hasToString("|S2[3]");
        assertThat(bytes.toByteStrings()).isDeepEqualTo(new byte[][] {{1}, {0, 2}, {}});
        assertThat(NumpyArray.of(DType.of("V2"), new byte[][] {{1}}).toByteStrings())
                .isDeepEqualTo(new byte[][] {{1, 0}});
        assertThatThrownBy(() -> NumpyArray.of(DType.of("<U1"), "a", "ab"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("element 1 has 8 bytes; <U1 has room for 4");
    }

    @Test
    void whatDoesNotFitTheTypeIsRefused() {
        assertThatThrownBy(() -> NumpyArray.of(DType.of("<i4"), new double[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("<i4 cannot be made from double[]");
        assertThatThrownBy(() -> NumpyArray.of(DType.of("<f16"), new double[1]))
                .hasMessage("<f16 cannot be made from double[]");
        assertThatThrownBy(() -> NumpyArray.of(DType.of("<f8"), new long[1]))
                .hasMessage("<f8 cannot be made from long[]");
        assertThatThrownBy(() -> NumpyArray.of(DType.of("<f8"), "a")).hasMessage("<f8 cannot be made from String[]");
        assertThatThrownBy(() -> NumpyArray.of(DType.of("<f8"), new byte[1][]))
                .hasMessage("<f8 cannot be made from byte[][]");
        assertThatThrownBy(() -> NumpyArray.ofComplex(new double[3]))
                .hasMessage("3 parts are no whole complex numbers");
        assertThatThrownBy(() -> NumpyArray.ofBytes(DType.of("<f8"), new byte[9]))
                .hasMessage("9 bytes are no whole number of elements of 8 bytes, <f8");
        assertThatThrownBy(() -> NumpyArray.ofBytes(DType.of("O"), new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void arraysAreValues() {
        double[] numbers = {1.5, Double.NaN};
        NumpyArray array = NumpyArray.of(numbers);
        NumpyArray same = NumpyArray.of(numbers.clone());
        numbers[0] = 2;
        array.toDoubles()[0] = 3;
        assertThat(array).isEqualTo(same).hasSameHashCodeAs(same).hasToString("<f8[2]");
        assertThat(array).isNotEqualTo(NumpyArray.of(numbers)).isNotEqualTo(NumpyArray.of(new long[] {1, 2}));
        assertThat(array.buffer().asDoubleBuffer().get(0)).isEqualTo(1.5);
        assertThat(NumpyArray.of(DType.of(">f8"), new double[] {1.5}).buffer().getDouble())
                .isEqualTo(1.5);
        assertThatThrownBy(() -> array.buffer().put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        List<Object> objects = new ArrayList<>(Arrays.asList("a", null));
        NumpyArray held = NumpyArray.ofObjects(objects);
        objects.clear();
        assertThat(held)
                .isEqualTo(NumpyArray.ofObjects(Arrays.asList("a", null)))
                .hasToString("|O[2]");
        assertThatThrownBy(() -> held.toObjects().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(held::buffer).isInstanceOf(IllegalStateException.class);
    }
}
