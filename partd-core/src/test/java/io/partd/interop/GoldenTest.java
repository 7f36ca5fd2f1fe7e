package io.partd.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets that Python's partd wrote, by {@code golden/make.py}. */
@Tag("interop")
class GoldenTest {

    @TempDir
    private Path directory;

    @Test
    void readsAFileDataset() throws IOException {
        try (Store store = Partd.file(copy("file"))) {
            assertThat(store.keys())
                    .containsExactly("7", "a/b", "a/c/d", "bytes", "name with (all) valid-characters_0.9", "set", "x");
            assertThat(texts(store, "x", "a/b", "a/c/d", "7", "set", "empty", "name with (all) valid-characters_0.9"))
                    .containsExactly("one,two", "nested,twice", "deeper", "seven", "first", "", "value");
            assertThat(store.get("bytes")).isEqualTo(concat(allBytes(), new byte[] {'\r', '\n', 0, '\n'}));
        }
    }

    @Test
    void goesOnWithAFileDataset() throws IOException {
        try (Store store = Partd.file(copy("file"))) {
            store.append("x", ",three".getBytes(UTF_8));
            assertThat(store.iset("empty", "set".getBytes(UTF_8))).isTrue();
            assertThat(store.iset("set", "other".getBytes(UTF_8))).isFalse();
            assertThat(texts(store, "x", "empty", "set")).containsExactly("one,two,three", "set", "first");
            store.drop();
            assertThat(store.keys()).isEmpty();
        }
    }

    @Test
    void readsAZlibDataset() throws IOException {
        try (Store store = Partd.file(copy("zlib")).with(Zlib.codec())) {
            assertThat(texts(store, "x", "set")).containsExactly("one,".repeat(100) + "two", "first");
            assertThat(store.get("a/b")).isEqualTo(allBytes());
            try (Stream<byte[]> pieces = store.stream("x")) {
                assertThat(pieces.map(piece -> piece.length)).containsExactly(400, 3);
            }
        }
    }

    @Test
    void readsWhatABufferSpilled() throws IOException {
        try (Store store = Partd.file(copy("buffer"))) {
            for (int key = 0; key < 5; key++) {
                int first = key;
                assertThat(store.get("k" + key))
                        .asString(UTF_8)
                        .isEqualTo(IntStream.range(0, 10)
                                .mapToObj(i -> 5 * i + first + ";")
                                .collect(Collectors.joining()));
            }
            assertThat(store.get("deep/key")).asString(UTF_8).isEqualTo("-".repeat(50));
        }
    }

    private Path copy(String name) throws IOException {
        Path golden = Python.resource("/golden/" + name);
        Path copy = directory.resolve(name);
        try (Stream<Path> all = Files.walk(golden)) {
            for (Path path : all.toList()) {
                Files.copy(path, copy.resolve(golden.relativize(path).toString()));
            }
        }
        return copy;
    }

    private static List<String> texts(Store store, String... keys) throws IOException {
        return store.get(List.of(keys)).stream()
                .map(value -> new String(value, UTF_8))
                .toList();
    }

    private static byte[] allBytes() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
