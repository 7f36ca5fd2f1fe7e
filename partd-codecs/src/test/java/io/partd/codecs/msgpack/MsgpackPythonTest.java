package io.partd.codecs.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.codec.Zlib;
import io.partd.codecs.pickle.Description;
import io.partd.codecs.pickle.PickleWriter;
import io.partd.codecs.pickle.PythonSession;
import io.partd.codecs.pickle.RandomValues;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One directory used by this JVM and by Python's {@code partd.Python}. */
@Tag("interop")
final class MsgpackPythonTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onePartdForBoth(boolean zipped) throws IOException {
        Path data = directory.resolve("data");
        try (Partd<List<Object>> ours = zipped
                        ? Partd.file(data).with(Zlib.codec()).with(Msgpack.codec())
                        : Partd.file(data).with(Msgpack.codec());
                PythonSession python = new PythonSession(zipped ? "python-zlib" : "python", data)) {
            List<String> expected = new ArrayList<>();
            for (int seed = 0; seed < 200; seed++) {
                if (seed % 2 == 0) {
                    String described = python.run("append-random", "a/b", "" + seed, "plain");
                    expected.add(described.substring(1, described.length() - 1));
                } else {
                    Object value = seed % 5 == 0 ? Set.of((long) seed) : new RandomValues(seed, true).value(4);
                    ours.append("a/b", new ArrayList<>(Arrays.asList(value)));
                    expected.add(Description.of(value));
                }
            }
            String all = "[" + String.join(",", expected) + "]";
            assertThat(Description.of(ours.get("a/b"))).isEqualTo(all);
            assertThat(python.run("get", "a/b")).isEqualTo(all);
        }
    }

    @Test
    void readsWhatPythonPickles() throws IOException {
        Path data = directory.resolve("data");
        try (Partd<List<Object>> ours = Partd.file(data).with(Msgpack.codec());
                PythonSession python = new PythonSession("python", data)) {
            // The set and the large integer make Python pickle it.
            List<Object> list = List.of(Map.of(1L, 2L), Set.of(3L), BigInteger.TWO.pow(70));
            python.run("append", "x", HexFormat.of().formatHex(new PickleWriter().write(list)));
            assertThat(Description.of(ours.get("x"))).isEqualTo(Description.of(list));
            assertThat(Description.of(ours.get("x"))).isEqualTo(python.run("get", "x"));
        }
    }
}
