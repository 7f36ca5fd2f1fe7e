package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.codecs.numpy.DType;
import io.partd.codecs.numpy.Numpy;
import io.partd.codecs.numpy.NumpyArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --codec numpy}. */
class NumpyCommandsTest {

    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void fill() throws IOException {
        data = directory.resolve("data");
        try (Partd<NumpyArray> arrays = Partd.file(data).with(Numpy.codec())) {
            arrays.append(Map.of(
                    "doubles",
                    NumpyArray.of(new double[] {1.5, Double.NaN}),
                    "floats",
                    NumpyArray.of(new float[] {0.1f}),
                    "unsigned",
                    NumpyArray.of(DType.of(">u8"), new long[] {1, -1}),
                    "bools",
                    NumpyArray.of(new boolean[] {true, false}),
                    "texts",
                    NumpyArray.of("oslo", "b\u00e9rn"),
                    "bytes",
                    NumpyArray.of(new byte[][] {{'a', 'b'}, {(byte) 0xFF, 'c'}}),
                    "days",
                    NumpyArray.ofDatetimes(new long[] {20_000}, "D"),
                    "complex",
                    NumpyArray.ofComplex(new double[] {1, 2}),
                    "objects",
                    NumpyArray.ofObjects(Arrays.asList("x", 7L, null))));
        }
    }

    private String json(String key) {
        return Cli.run("get", data, key, "--codec", "numpy", "--json").out();
    }

    @Test
    void printsArrays() {
        assertThat(json("floats")).isEqualTo("{\"key\":\"floats\",\"value\":[0.1]}\n");
        assertThat(json("doubles"))
                .startsWith("{\"key\":\"doubles\",\"value\":[1.5,")
                .contains("NaN");
        assertThat(json("unsigned")).isEqualTo("{\"key\":\"unsigned\",\"value\":[1,18446744073709551615]}\n");
        assertThat(json("bools")).isEqualTo("{\"key\":\"bools\",\"value\":[true,false]}\n");
        assertThat(json("texts")).isEqualTo("{\"key\":\"texts\",\"value\":[\"oslo\",\"b\u00e9rn\"]}\n");
        assertThat(json("bytes")).isEqualTo("{\"key\":\"bytes\",\"value\":[\"ab\",{\"base64\":\"/2M=\"}]}\n");
        assertThat(json("days")).isEqualTo("{\"key\":\"days\",\"value\":[20000]}\n");
        assertThat(json("complex")).contains("{\"real\":1.0,\"imaginary\":2.0}");
        assertThat(json("objects")).isEqualTo("{\"key\":\"objects\",\"value\":[\"x\",7,null]}\n");
    }

    @Test
    void copiesAndVerifies() {
        Path copy = directory.resolve("copy");
        assertThat(Cli.run("copy", data, copy, "--codec", "numpy", "--to-codec", "numpy,zlib")
                        .err())
                .isEmpty();
        assertThat(Cli.run("get", copy, "texts", "--codec", "numpy,zlib", "--json")
                        .out())
                .isEqualTo(json("texts"));
        assertThat(Cli.run("verify", copy, "--codec", "numpy,zlib").status()).isZero();
        assertThat(Cli.run("append", data, "doubles", "--codec", "numpy").status())
                .isEqualTo(2);
    }
}
