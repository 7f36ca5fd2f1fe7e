package io.partd.codecs.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles that go from one language to the other, and partds that both use. */
@Tag("interop")
final class PicklePythonTest {

    private static final HexFormat HEX = HexFormat.of();

    @TempDir
    private Path directory;

    @Test
    void readsWhatPythonWrites() throws IOException {
        try (PythonSession python = new PythonSession("none", directory)) {
            for (int seed = 0; seed < 1200; seed++) {
                String[] answer =
                        python.run("random", "" + seed, "" + seed % 6, "all").split(" ", 2);
                Object value = new PickleReader().read(HEX.parseHex(answer[0]));
                assertThat(Description.of(value)).as("seed %d", seed).isEqualTo(answer[1]);
            }
        }
    }

    @Test
    void pythonReadsWhatWeWrite() throws IOException {
        try (PythonSession python = new PythonSession("none", directory)) {
            for (int seed = 0; seed < 1200; seed++) {
                Object value = new RandomValues(seed, false).value(5);
                byte[] pickle = PickleWriter.ofProtocol(2 + seed % 4).write(value);
                String expected = Description.of(value);
                assertThat(python.run("describe", HEX.formatHex(pickle)))
                        .as("seed %d", seed)
                        .isEqualTo(expected);
                assertThat(Description.of(new PickleReader().read(pickle))).isEqualTo(expected);
            }
            byte[] zoned = new PickleWriter().write(RandomValues.zoned());
            assertThat(python.run("describe", HEX.formatHex(zoned))).isEqualTo(Description.of(RandomValues.zoned()));
        }
    }

    @Test
    void pythonReadsAgainWhatWeReadOfIt() throws IOException {
        try (PythonSession python = new PythonSession("none", directory)) {
            for (GoldenPickles.Golden golden : GoldenPickles.all()) {
                boolean zones = golden.name().matches("zoned|pytz");
                if (!golden.name().startsWith("numpy") && (!zones || golden.protocol() >= 4)) {
                    Object value = new PickleReader().read(golden.pickle());
                    byte[] ours = PickleWriter.ofProtocol(Math.max(2, golden.protocol()))
                            .write(value);
                    assertThat(python.run("describe", HEX.formatHex(ours)))
                            .as("%s", golden)
                            .isEqualTo(golden.description());
                }
            }
        }
    }

    @Test
    void whatContainsItselfGoesBothWays() throws IOException {
        try (PythonSession python = new PythonSession("none", directory)) {
            for (int protocol = 2; protocol <= 5; protocol++) {
                List<Object> inner = new ArrayList<>();
                Tuple tuple = Tuple.of(inner);
                inner.add(tuple);
                List<Object> list = new ArrayList<>();
                list.addAll(List.of(list, Map.of("x", list), Tuple.of(list), tuple));
                byte[] pickle = PickleWriter.ofProtocol(protocol).write(list);
                assertThat(python.run("recursive", HEX.formatHex(pickle))).isEqualTo("True");
            }
            for (int protocol = 0; protocol <= 5; protocol++) {
                byte[] pickle = HEX.parseHex(python.run("make-recursive", "" + protocol));
                List<?> list = (List<?>) new PickleReader().read(pickle);
                assertThat(list.get(0) == list).isTrue();
                assertThat(((Map<?, ?>) list.get(1)).get("x") == list).isTrue();
                assertThat(((Tuple) list.get(2)).get(0) == list).isTrue();
                Tuple tuple = (Tuple) list.get(3);
                assertThat(((List<?>) tuple.get(0)).get(0) == tuple).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onePartdForBoth(boolean zipped) throws IOException {
        Path data = directory.resolve("data");
        try (Partd<List<Object>> ours = zipped
                        ? Partd.file(data).with(Zlib.codec()).with(Pickle.codec())
                        : Partd.file(data).with(Pickle.codec());
                PythonSession python = new PythonSession(zipped ? "pickle-zlib" : "pickle", data)) {
            List<String> expected = new ArrayList<>();
            for (int seed = 0; seed < 100; seed++) {
                if (seed % 2 == 0) {
                    String described = python.run("append-random", "a/b", "" + seed, "all");
                    expected.add(described.substring(1, described.length() - 1));
                } else {
                    Object value = new RandomValues(seed, false).value(4);
                    ours.append("a/b", new ArrayList<>(java.util.Collections.singletonList(value)));
                    expected.add(Description.of(value));
                }
            }
            String all = "[" + String.join(",", expected) + "]";
            assertThat(Description.of(ours.get("a/b"))).isEqualTo(all);
            assertThat(python.run("get", "a/b", "nothing")).isEqualTo(all + " []");
            assertThat(ours.get("nothing")).isEmpty();
        }
    }
}
