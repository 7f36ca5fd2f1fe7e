package io.partd.codecs.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Layer;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract on {@code double[]}, and the layers for the others. */
final class PrimitiveArraysTest extends PartdContract<double[]> {

    @Override
    protected Partd<double[]> make() {
        return Partd.memory().with(PrimitiveArrays.doubles());
    }

    @Override
    protected @Nullable Partd<double[]> reopen() {
        return null;
    }

    @Override
    protected double[] value(int number) {
        return new double[] {number, number + 0.5};
    }

    @Override
    protected double[] joined(List<double[]> values) {
        return values.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    @Override
    protected List<?> sortedPieces(double[] value) {
        return DoubleStream.of(value).sorted().boxed().toList();
    }

    @Override
    protected String shown() {
        return "Doubles\\(Memory\\)";
    }

    @Test
    void theOthersDoTheSame() throws IOException {
        assertKeeps(PrimitiveArrays.floats(), new float[] {1.5f, 2}, "<f4");
        assertKeeps(PrimitiveArrays.longs(), new long[] {1, -2}, "<i8");
        assertKeeps(PrimitiveArrays.ints(), new int[] {1, -2}, "<i4");
    }

    private static <A> void assertKeeps(Layer<Partd<A>> layer, A value, String type) throws IOException {
        Store store = Partd.memory();
        Partd<A> partd = store.with(layer);
        partd.append("x", value);
        assertThat(partd.get("x")).isEqualTo(value);
        assertThat(store.with(Numpy.codec()).get("x").dtype()).hasToString(type);
    }

    @Test
    void anotherTypeIsRefusedButForItsByteOrder() throws IOException {
        Store store = Partd.memory();
        Partd<double[]> partd = store.with(PrimitiveArrays.doubles());
        Partd<NumpyArray> arrays = store.with(Numpy.codec());
        arrays.append("x", NumpyArray.of(DType.of(">f8"), new double[] {1.5}));
        arrays.append("y", NumpyArray.of(new float[] {1.5f}));
        assertThat(partd.get("x")).containsExactly(1.5);
        assertThatThrownBy(() -> partd.append("x", new double[1])).hasMessageContaining("cannot be appended");
        String message = "key 'y' holds elements of <f4, not of <f8";
        assertThatThrownBy(() -> partd.get("y")).isInstanceOf(IOException.class).hasMessage(message);
        assertThatThrownBy(() -> partd.pop("y")).hasMessage(message);
        assertThat(arrays.keys()).containsExactly("x", "y");
        try (Stream<double[]> pieces = partd.stream("y")) {
            assertThatThrownBy(pieces::toList)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseMessage(message);
        }
    }
}
