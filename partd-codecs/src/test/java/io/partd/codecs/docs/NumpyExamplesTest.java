package io.partd.codecs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.codecs.numpy.DType;
import io.partd.codecs.numpy.MappedArrays;
import io.partd.codecs.numpy.Numpy;
import io.partd.codecs.numpy.NumpyArray;
import io.partd.codecs.numpy.PrimitiveArrays;
import io.partd.log.LogStore;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The code on NumPy in {@code docs/numpy.md}. */
@EnabledOnOs(OS.LINUX)
final class NumpyExamplesTest {

    @TempDir
    private Path temp;

    @Test
    void storesColumns() throws IOException {
        Path directory = temp.resolve("columns");
        try (Partd<NumpyArray> columns = Partd.file(directory).with(Numpy.codec())) {
            columns.append(
                    Map.of("fare", NumpyArray.of(new double[] {7.5, 12}), "zone", NumpyArray.of("queens", "bronx")));
            double[] fares = columns.get("fare").toDoubles();
            assertThat(fares).containsExactly(7.5, 12);
        }
        try (Partd<double[]> columns = Partd.file(directory).with(PrimitiveArrays.doubles())) {
            columns.append("fare", new double[] {3.25});
            assertThat(columns.get("fare")).containsExactly(7.5, 12, 3.25);
        }
    }

    @Test
    void readsALogWhereItLies() throws IOException {
        try (LogStore log = LogStore.open(temp.resolve("log"))) {
            log.with(Numpy.codec()).append("fare", NumpyArray.of(new double[] {7.5, 12}));
            double[] sum = {0};
            MappedArrays.read(log, "fare", DType.of("<f8"), part -> {
                DoubleBuffer numbers = part.asDoubleBuffer();
                while (numbers.hasRemaining()) {
                    sum[0] += numbers.get();
                }
            });
            assertThat(sum[0]).isEqualTo(19.5);
        }
    }
}
