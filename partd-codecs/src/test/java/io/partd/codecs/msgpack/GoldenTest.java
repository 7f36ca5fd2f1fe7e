package io.partd.codecs.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.codec.Codec;
import io.partd.codec.Zlib;
import io.partd.codecs.pickle.Description;
import io.partd.codecs.pickle.Pickle;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets that Python's partd wrote, by {@code golden/typed/make.py}. */
@Tag("interop")
final class GoldenTest {

    @TempDir
    private Path directory;

    @Test
    void readsPickles() throws IOException {
        check(Partd.file(copy("pickle")), Pickle.codec());
    }

    @Test
    void readsPicklesThroughZlib() throws IOException {
        check(Partd.file(copy("pickle-zlib")).with(Zlib.codec()), Pickle.codec());
    }

    @Test
    void readsMessagePackAndPickles() throws IOException {
        check(Partd.file(copy("python")), Msgpack.codec());
        try (Partd<List<Object>> partd = Partd.file(copy("python")).with(Msgpack.codec())) {
            assertThat(partd.get("lost")).hasToString("[{1=2}]");
        }
    }

    private static void check(Store store, Codec<List<Object>> codec) throws IOException {
        try (Partd<List<Object>> partd = store.with(codec)) {
            assertThat(Description.of(partd.get("x")))
                    .isEqualTo(
                            "[int:1,float:4004000000000000,str:00740068007200650065,None,True,int:400000000000000000,"
                                    + "(int:1,int:2),set{int:3},Decimal:1.50,date:2020-01-02]");
            assertThat(Description.of(partd.get("a/b")))
                    .isEqualTo("[{str:006b=[int:1,str:00e4]},bytes:6279746573,{str:006c006100730074=int:1}]");
            assertThat(Description.of(partd.get("numbers")))
                    .isEqualTo(
                            "[numpy:<i4[]:C:05000000,numpy:<i8[3]:C:000000000000000001000000000000000200000000000000]");
            assertThat(partd.get("set")).containsExactly("first");
            try (Stream<List<Object>> pieces = partd.stream("x")) {
                assertThat(pieces.map(List::size)).containsExactly(5, 0, 5);
            }
            partd.append("set", List.of("more"));
            assertThat(partd.get("set")).containsExactly("first", "more");
        }
    }

    private Path copy(String name) throws IOException {
        Path golden;
        try {
            golden = Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/golden/typed/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
        Path copy = Files.createTempDirectory(directory, "copy").resolve(name);
        try (Stream<Path> all = Files.walk(golden)) {
            for (Path path : all.toList()) {
                Files.copy(path, copy.resolve(golden.relativize(path).toString()));
            }
        }
        return copy;
    }
}
