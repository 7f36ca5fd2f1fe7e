package io.partd.codecs.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.Partd;
import io.partd.codecs.pickle.PythonSession;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One directory used by this JVM and by Python's {@code partd.Numpy}. */
@Tag("interop")
final class NumpyPythonTest {

    private static final HexFormat HEX = HexFormat.of();

    @TempDir
    private Path directory;

    @Test
    void onePartdForBothWithEveryType() throws IOException {
        Path data = directory.resolve("data");
        try (Partd<NumpyArray> ours = Partd.file(data).with(Numpy.codec());
                PythonSession python = NumpySession.over(data)) {
            List<String> dtypes = List.of(python.run("dtypes").split(" "));
            assertThat(dtypes).hasSizeGreaterThan(80);
            for (int i = 0; i < dtypes.size(); i++) {
                String key = "a/" + i;
                String other = "b/" + i;
                String seed = "" + 2 * i;
                String described = python.run("append", key, dtypes.get(i), seed, "20");
                NumpyArray read = ours.get(key);
                assertThat(ArrayDescription.of(read)).isEqualTo(described);
                assertThat(read.length()).isEqualTo(20);
                ours.append(key, read);
                ours.append(other, remade(read));
                assertThat(python.run("raw", other + ".dtype")).isEqualTo(python.run("raw", key + ".dtype"));
                assertThat(python.run("get", other)).isEqualTo(described);
                python.run("append", other, dtypes.get(i), seed, "20");
                String twice = described + "," + described.substring(described.indexOf(' ') + 1);
                for (String both : List.of(key, other)) {
                    assertThat(ArrayDescription.of(ours.get(both))).isEqualTo(twice);
                    assertThat(python.run("get", both)).isEqualTo(twice);
                }
            }
            assertThat(ours.keys()).hasSize(2 * dtypes.size());
            ours.delete(new TreeSet<>(ours.keys()));
            assertThat(Partd.file(data).keys()).isEmpty();
        }
    }

    /** The same array, made from Java's where there is a way. */
    private static NumpyArray remade(NumpyArray array) {
        DType dtype = array.dtype();
        int parts = dtype.kind() == Kind.COMPLEX ? 2 : 1;
        return switch (dtype.kind()) {
            case BOOL -> NumpyArray.of(array.toBooleans());
            case INTEGER, UNSIGNED, TIMEDELTA, DATETIME -> NumpyArray.of(dtype, array.toLongs());
            case FLOAT, COMPLEX ->
                dtype.itemSize() <= 8 * parts ? NumpyArray.of(dtype, array.toDoubles()) : bytesOf(array);
            case BYTES, VOID -> NumpyArray.of(dtype, array.toByteStrings());
            case UNICODE -> NumpyArray.of(dtype, array.toStrings());
            case OBJECT -> NumpyArray.ofObjects(array.toObjects());
        };
    }

    private static NumpyArray bytesOf(NumpyArray array) {
        byte[] data = new byte[array.buffer().remaining()];
        array.buffer().get(data);
        return NumpyArray.ofBytes(array.dtype(), data);
    }

    @Test
    void pythonReadsWhatIsMadeWithoutAType() throws IOException {
        Path data = directory.resolve("data");
        try (Partd<NumpyArray> ours = Partd.file(data).with(Numpy.codec());
                PythonSession python = NumpySession.over(data)) {
            List<NumpyArray> arrays = List.of(
                    NumpyArray.of(new double[] {1.5, -0.0, Double.POSITIVE_INFINITY}),
                    NumpyArray.of(new float[] {1.5f, Float.MIN_VALUE}),
                    NumpyArray.of(new long[] {Long.MIN_VALUE, 1}),
                    NumpyArray.of(new int[] {Integer.MIN_VALUE, 1}),
                    NumpyArray.of(new short[] {Short.MIN_VALUE, 1}),
                    NumpyArray.of(new byte[] {-128, 1}),
                    NumpyArray.of(new boolean[] {true, false}),
                    NumpyArray.of("a", "", "\ud83d\ude00bc"),
                    NumpyArray.of(new byte[][] {{1, 2}, {}, {0, 3, 0}}),
                    NumpyArray.ofComplex(new double[] {1, 2, 3, 4}),
                    NumpyArray.ofDatetimes(new long[] {0, Long.MIN_VALUE}, "ns"),
                    NumpyArray.ofTimedeltas(new long[] {-5, 7}, "25s"),
                    NumpyArray.ofHalves(new short[] {0x3c00, 0x7c00}),
                    NumpyArray.ofObjects(Arrays.asList(1L, null, "x")),
                    NumpyArray.ofObjects(List.of()));
            for (int i = 0; i < arrays.size(); i++) {
                ours.append("k" + i, arrays.get(i));
                assertThat(python.run("get", "k" + i)).isEqualTo(ArrayDescription.of(arrays.get(i)));
                assertThat(ours.get("k" + i)).isEqualTo(arrays.get(i));
            }
        }
    }

    @Test
    void objectsBehindAPickleArePickled() throws IOException {
        Path data = directory.resolve("data");
        try (Partd<NumpyArray> ours = Partd.file(data).with(Numpy.codec());
                PythonSession python = NumpySession.over(data)) {
            python.run("append", "x", "|O", "3", "50");
            ours.append("x", NumpyArray.ofObjects(List.of(1L, "text")));
            ours.append("x", NumpyArray.ofObjects(List.of(BigInteger.ONE.shiftLeft(70))));
            assertThat(ours.get("x").length()).isEqualTo(53);
            assertThat(python.run("get", "x")).isEqualTo(ArrayDescription.of(ours.get("x")));
        }
    }

    @Test
    void emptyArraysKeepTheirTypeInBoth() throws IOException {
        Path data = directory.resolve("data");
        try (Partd<NumpyArray> ours = Partd.file(data).with(Numpy.codec());
                PythonSession python = NumpySession.over(data)) {
            ours.append("x", NumpyArray.empty(DType.of(">i2")));
            assertThat(python.run("get", "x")).isEqualTo(">i2 ");
            python.run("append", "y", ">i4", "1", "0");
            assertThat(ours.get("y")).isEqualTo(NumpyArray.empty(DType.of(">i4")));
            assertThat(ours.keys()).isEmpty();
        }
    }

    @Test
    void whatPythonForgetsToDeleteIsReported() throws IOException {
        Path data = directory.resolve("data");
        try (Partd<NumpyArray> ours = Partd.file(data).with(Numpy.codec());
                PythonSession python = NumpySession.over(data)) {
            python.run("append", "x", "<i4", "1", "2");
            python.run("delete", "x");
            assertThat(ours.keys()).containsExactly("x");
            assertThatThrownBy(() -> ours.get("x"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessage("key 'x': 8 bytes without a dtype; 'x.dtype' has no value");
            ours.delete("x");
            assertThat(ours.keys()).isEmpty();
        }
    }

    @Test
    void halvesAreNumPys() throws IOException {
        try (PythonSession python = NumpySession.over(directory.resolve("data"))) {
            String[] all = python.run("halves").split(" ");
            assertThat(all).hasSize(1 << 16);
            for (int i = 0; i < all.length; i++) {
                float ours = Half.toFloat((short) i);
                if (all[i].equals("nan")) {
                    assertThat(ours).isNaN();
                } else {
                    assertThat(HEX.formatHex(littleEndian(ours)))
                            .as("bits %x", i)
                            .isEqualTo(all[i]);
                    assertThat(Half.fromDouble(ours)).isEqualTo((short) i);
                }
            }
            Random random = new Random(5);
            ByteBuffer doubles = ByteBuffer.allocate(5000 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            List<Double> values = new ArrayList<>();
            while (doubles.hasRemaining()) {
                double between = (Half.toFloat((short) random.nextInt(0x7c00))
                                + (double) Half.toFloat((short) random.nextInt(0x7c00)))
                        / 2;
                int step = random.nextInt(0x7bff);
                double half = (Half.toFloat((short) step) + (double) Half.toFloat((short) (step + 1))) / 2;
                double value = random.nextBoolean() ? between : random.nextBoolean() ? -half : Math.nextUp(half);
                value = random.nextInt(50) == 0 ? Math.scalb(value, random.nextInt(80) - 40) : value;
                values.add(value);
                doubles.putDouble(value);
            }
            ByteBuffer expected = ByteBuffer.wrap(HEX.parseHex(python.run("to-halves", HEX.formatHex(doubles.array()))))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (double value : values) {
                assertThat(Half.fromDouble(value)).as("%s", value).isEqualTo(expected.getShort());
            }
        }
    }

    @Test
    void textsOfTypesMeanWhatTheyMeanToNumPy() throws IOException {
        try (PythonSession python = NumpySession.over(directory.resolve("data"))) {
            DTypeNoise noise = new DTypeNoise(11);
            int accepted = 0;
            for (int i = 0; i < 3000; i++) {
                String text = noise.next();
                String ours = NumpyHostileTest.parsed(text);
                if (!ours.equals("refused")) {
                    accepted++;
                    String theirs = python.run("dtype", HEX.formatHex(text.getBytes(StandardCharsets.UTF_8)));
                    // This Python may be of a machine without long doubles of 12 bytes.
                    assertThat(theirs.equals("refused") && ours.matches(".*(f12|c24)") ? ours : theirs)
                            .as(text)
                            .isEqualTo(ours);
                }
            }
            assertThat(accepted).isGreaterThan(300);
        }
    }

    private static byte[] littleEndian(double value) {
        return ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(value)
                .array();
    }
}
