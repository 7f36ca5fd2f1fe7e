package io.partd.codecs.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.Layer;
import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One directory used by this JVM and by Python's partd, with the same layers over it. */
@Tag("interop")
final class PythonTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> KEYS = List.of("x", "a/b", "a/c/d", "7");

    /** Our layers by the names of Python's. */
    private static final Map<String, Layer<Store>> LAYERS = Map.of(
            "ZLib", Zlib.codec(),
            "BZ2", Bz2.codec(),
            "Snappy", Snappy.codec(),
            "Blosc", Blosc.codec(),
            "Buffer", WriteBuffer.of("2k"));

    @TempDir
    private Path directory;

    @BeforeAll
    static void requirePython() {
        Python.require();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ZLib,File",
                "BZ2,File",
                "Snappy,File",
                "Blosc,File",
                "Snappy,Buffer,File",
                "Blosc,Buffer,File",
                "BZ2,Snappy,File",
                "Snappy,Blosc,ZLib,BZ2,File"
            })
    void readsBackWhatPythonWroteAndPythonWhatWeWrote(String layers) throws IOException {
        try (Store ours = over(layers);
                ChildProcess python = Python.script("session.py", layers, directory.toString())) {
            Map<String, byte[]> expected = new HashMap<>();
            Random random = new Random(layers.hashCode());
            for (int round = 0; round < 10; round++) {
                Map<String, byte[]> batch = batch(random, round == 9 ? 300_000 : 5000);
                batch.forEach((key, value) -> expected.merge(key, value, PythonTest::concat));
                if (round % 2 == 0) {
                    assertThat(answer(python, append(batch))).isEqualTo("done");
                } else {
                    ours.append(batch);
                    ours.flush();
                }
            }
            List<String> values =
                    KEYS.stream().map(key -> HEX.formatHex(expected.get(key))).toList();
            assertThat(ours.get(KEYS).stream().map(HEX::formatHex).toList()).isEqualTo(values);
            assertThat(answer(python, "get\t" + String.join("\t", KEYS)).split(" ", -1))
                    .isEqualTo(values.toArray());
        }
    }

    private Store over(String layers) throws IOException {
        List<String> names = List.of(layers.split(","));
        Store store = Partd.file(directory);
        for (int i = names.size() - 2; i >= 0; i--) {
            store = store.with(LAYERS.get(names.get(i)));
        }
        return store;
    }

    /** Noise, and what can be compressed; every key has a value, which may be empty. */
    private static Map<String, byte[]> batch(Random random, int longest) {
        Map<String, byte[]> batch = new TreeMap<>();
        for (String key : KEYS) {
            byte[] value = new byte[random.nextInt(10) == 0 ? 0 : random.nextInt(longest)];
            for (int i = 0; i < value.length; i++) {
                value[i] = (byte) (i % 8 < 2 || i < value.length / 4 ? random.nextInt(256) : 0);
            }
            batch.put(key, value);
        }
        return batch;
    }

    private static String append(Map<String, byte[]> batch) {
        StringBuilder line = new StringBuilder("append");
        batch.forEach((key, value) -> line.append('\t').append(key).append('\t').append(HEX.formatHex(value)));
        return line.toString();
    }

    private static String answer(ChildProcess python, String line) throws IOException {
        python.writeLine(line);
        String answer = python.readLine();
        if (answer == null || answer.startsWith("Traceback")) {
            throw new AssertionError(python.rest());
        }
        return answer;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }
}
