package io.partd.codecs.compression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.codec.ByteCodec;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Datasets that Python's partd wrote, by {@code golden/compression/make.py}. */
@Tag("interop")
final class GoldenTest {

    @TempDir
    private Path directory;

    static Stream<Arguments> datasets() {
        return Stream.of(
                Arguments.of("zlib", List.of(Zlib.codec())),
                Arguments.of("bz2", List.of(Bz2.codec())),
                Arguments.of("snappy", List.of(Snappy.codec())),
                Arguments.of("blosc", List.of(Blosc.codec())),
                Arguments.of("zlib-blosc", List.of(Blosc.codec(), Zlib.codec())));
    }

    @ParameterizedTest
    @MethodSource("datasets")
    void readsAndGoesOn(String name, List<ByteCodec> innermostFirst) throws IOException {
        Store top = Partd.file(copy(name));
        for (ByteCodec codec : innermostFirst) {
            top = top.with(codec);
        }
        try (Store store = top) {
            assertThat(store.keys()).containsExactly("a/b", "numbers", "set", "x");
            assertThat(store.get("x")).asString(UTF_8).isEqualTo("one,".repeat(100) + "two");
            assertThat(store.get("set")).asString(UTF_8).isEqualTo("first");
            assertThat(store.get("numbers")).isEqualTo(numbers());
            try (Stream<byte[]> pieces = store.stream("x")) {
                assertThat(pieces.map(piece -> piece.length)).containsExactly(400, 3);
            }
            store.append("a/b", "more".getBytes(UTF_8));
            assertThat(store.get("a/b")).hasSize(260).startsWith(0, 1, 2).endsWith('m', 'o', 'r', 'e');
        }
    }

    private static byte[] numbers() {
        ByteBuffer numbers = ByteBuffer.allocate(16_000).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 2000; i++) {
            numbers.putLong(3L * i * i);
        }
        return numbers.array();
    }

    private Path copy(String name) throws IOException {
        Path golden = Python.resource("/golden/compression/" + name);
        Path copy = directory.resolve(name);
        try (Stream<Path> all = Files.walk(golden)) {
            for (Path path : all.toList()) {
                Files.copy(path, copy.resolve(golden.relativize(path).toString()));
            }
        }
        return copy;
    }
}
