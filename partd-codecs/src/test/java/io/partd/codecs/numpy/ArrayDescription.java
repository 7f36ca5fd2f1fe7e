package io.partd.codecs.numpy;

import io.partd.codecs.pickle.Description;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Says what an array is, in the words that {@code arrays.py} uses for Python's. */
final class ArrayDescription {

    private ArrayDescription() {}

    static String of(NumpyArray array) {
        return array.dtype() + " " + words(array).collect(Collectors.joining(","));
    }

    private static Stream<String> words(NumpyArray array) {
        DType dtype = array.dtype();
        return switch (dtype.kind()) {
            case BOOL -> IntStream.range(0, array.length()).mapToObj(i -> array.toBooleans()[i] ? "1" : "0");
            case INTEGER, TIMEDELTA, DATETIME -> LongStream.of(array.toLongs()).mapToObj(Long::toString);
            case UNSIGNED -> LongStream.of(array.toLongs()).mapToObj(Long::toUnsignedString);
            case FLOAT, COMPLEX ->
                dtype.itemSize() > (dtype.kind() == Kind.FLOAT ? 8 : 16)
                        ? bytes(array)
                        : DoubleStream.of(array.toDoubles()).mapToObj(ArrayDescription::ofDouble);
            case UNICODE ->
                Arrays.stream(array.toStrings())
                        .map(text ->
                                text.codePoints().mapToObj(Integer::toHexString).collect(Collectors.joining(".")));
            case BYTES, VOID -> bytes(array);
            case OBJECT -> array.toObjects().stream().map(Description::of);
        };
    }

    private static Stream<String> bytes(NumpyArray array) {
        return Arrays.stream(array.toByteStrings())
                .map(x -> "x" + HexFormat.of().formatHex(x));
    }

    private static String ofDouble(double value) {
        return Double.isNaN(value) ? "nan" : HexFormat.of().toHexDigits(Double.doubleToRawLongBits(value));
    }
}
