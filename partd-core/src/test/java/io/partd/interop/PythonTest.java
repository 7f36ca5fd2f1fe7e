package io.partd.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Section;
import io.partd.Store;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One directory used by this JVM and by Python's partd. */
@Tag("interop")
class PythonTest {

    private static final String[] KEYS = {"x", "a/b", "a/c/d", "7", "name with (all) valid-characters_0.9", "..dots.."};

    @TempDir
    private Path directory;

    @BeforeAll
    static void requirePython() {
        Python.require();
    }

    @Test
    void readsBackWhatPythonWroteAndPythonWhatWeWrote() throws IOException {
        try (Store ours = Partd.file(directory.resolve("data"));
                PythonSession python = new PythonSession("file", directory.resolve("data"))) {
            exchange(ours, python);
        }
    }

    @Test
    void readsBackWhatPythonWroteThroughZlibAndPythonWhatWeWrote() throws IOException {
        try (Store ours = Partd.file(directory.resolve("data")).with(Zlib.codec());
                PythonSession python = new PythonSession("zlib", directory.resolve("data"))) {
            exchange(ours, python);
        }
    }

    private static void exchange(Store ours, PythonSession python) throws IOException {
        Random random = new Random(42);
        Map<String, byte[]> expected = new HashMap<>();
        for (int round = 0; round < 20; round++) {
            Map<String, byte[]> batch = new HashMap<>();
            for (String key : KEYS) {
                if (random.nextBoolean()) {
                    byte[] value = new byte[random.nextInt(3000)];
                    random.nextBytes(value);
                    batch.put(key, value);
                    expected.merge(key, value, PythonTest::concat);
                }
            }
            if (round % 2 == 0) {
                python.append(batch);
            } else {
                ours.append(batch);
            }
        }
        byte[][] values = new byte[KEYS.length][];
        for (int i = 0; i < KEYS.length; i++) {
            values[i] = expected.get(KEYS[i]);
        }
        assertThat(ours.get(List.of(KEYS))).containsExactly(values);
        assertThat(python.get(KEYS)).containsExactly(values);
    }

    @Test
    void theOtherOperationsMeetToo() throws IOException {
        try (Store ours = Partd.file(directory.resolve("data"));
                PythonSession python = new PythonSession("file", directory.resolve("data"))) {
            python.iset("set", bytes("python"));
            assertThat(ours.iset("set", bytes("java"))).isFalse();
            assertThat(ours.get("set")).isEqualTo(bytes("python"));

            ours.append("a/b", bytes("1"));
            python.delete("a/b", "never");
            assertThat(ours.keys()).containsExactly("set");
            python.append(Map.of("a/b", bytes("2"), "c", new byte[0]));
            assertThat(ours.pop(List.of("a/b", "c"))).containsExactly(bytes("2"), new byte[0]);
            assertThat(python.get("a/b", "c", "set")).containsExactly(new byte[0], new byte[0], bytes("python"));

            ours.claim(List.of("claimed"));
            python.append("claimed", bytes("3"));
            assertThat(ours.get("claimed")).isEqualTo(bytes("3"));

            ours.drop();
            assertThat(python.get("set", "claimed")).containsExactly(new byte[0], new byte[0]);
            python.append("x", bytes("4"));
            assertThat(ours.keys()).containsExactly("x");
        }
    }

    @Test
    void handlesSurviveEachOthersDrops() throws IOException {
        try (Store ours = Partd.file(directory.resolve("data"));
                PythonSession python = new PythonSession("file", directory.resolve("data"))) {
            for (int i = 0; i < 20; i++) {
                ours.append(Map.of("x", bytes("old"), "a/b", bytes("old")));
                python.append("x", bytes("old"));
                if (i % 2 == 0) {
                    python.drop();
                } else {
                    ours.drop();
                }
                assertThat(ours.keys()).isEmpty();
                ours.append("x", bytes("ours,"));
                python.append("x", bytes("python's"));
                assertThat(ours.get("x")).asString(UTF_8).isEqualTo("ours,python's");
                ours.delete("x");
            }
        }
    }

    @Test
    @SuppressWarnings("try") // a section is ended, not used
    void pythonsLockAndOursKeepEachOtherOut() throws IOException {
        int times = 1000;
        int ourTimes = 10 * times;
        try (Store ours = Partd.file(directory.resolve("data"));
                PythonSession one = new PythonSession("file", directory.resolve("data"));
                PythonSession two = new PythonSession("file", directory.resolve("data"))) {
            // Both are up and running before anything counts.
            one.get("n");
            two.get("n");
            one.startCounting("n", times);
            two.startCounting("n", times);
            for (int i = 0; i < ourTimes; i++) {
                try (Section section = ours.lock()) {
                    String count = new String(ours.get("n"), UTF_8);
                    ours.delete("n");
                    long next = (count.isEmpty() ? 0 : Long.parseLong(count)) + 1;
                    ours.appendBuffers(Map.of("n", List.of(ByteBuffer.wrap(bytes(Long.toString(next))))));
                }
            }
            one.await();
            two.await();
            assertThat(ours.get("n")).asString(UTF_8).isEqualTo(Integer.toString(2 * times + ourTimes));
        }
    }

    private static byte[] concat(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
