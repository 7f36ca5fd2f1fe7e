package io.partd.pandas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.Partd;
import io.partd.Store;
import io.partd.arrow.Table;
import io.partd.pandas.GoldenFrames.Golden;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Python's {@code partd.PandasBlocks} once stored, with each version of pandas. */
final class PandasBlocksGoldenTest {

    static Stream<Golden> read() throws IOException {
        return GoldenFrames.all().stream().filter(golden -> !golden.isRefused());
    }

    static Stream<Golden> refused() throws IOException {
        return GoldenFrames.all().stream().filter(Golden::isRefused);
    }

    @ParameterizedTest
    @MethodSource("read")
    void isRead(Golden golden) throws IOException {
        Store store = Partd.memory();
        store.append("k", GoldenFrames.frame(golden.bytes()));
        try (BufferAllocator allocator = new RootAllocator();
                Table table = store.with(PandasBlocks.layer(allocator)).get("k")) {
            assertThat(Described.of(table)).isEqualTo(Described.parsed(golden.described()));
        }
    }

    @ParameterizedTest
    @MethodSource("read")
    void isReadIfItsCompressionIsSaid(Golden golden) throws IOException {
        Store store = Partd.memory();
        store.append("k", GoldenFrames.frame(golden.bytes()));
        int colon = golden.name().indexOf(": ");
        BlockCompression compression = colon < 0
                ? BlockCompression.NONE
                : Stream.of(BlockCompression.values())
                        .filter(each -> each.toString().equals(golden.name().substring(0, colon)))
                        .findFirst()
                        .orElseThrow();
        try (BufferAllocator allocator = new RootAllocator();
                Table table = store.with(PandasBlocks.layer(allocator).compression(compression))
                        .get("k")) {
            assertThat(Described.of(table)).isEqualTo(Described.parsed(golden.described()));
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedByName(Golden golden) throws IOException {
        Store store = Partd.memory();
        store.append("k", GoldenFrames.frame(golden.bytes()));
        try (BufferAllocator allocator = new RootAllocator()) {
            Partd<Table> partd = store.with(PandasBlocks.layer(allocator));
            assertThatThrownBy(() -> partd.get("k"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("key 'k', frame 1 at byte 0: payload of ")
                    .hasMessageMatching(".*(column 'bad'|the index) .*(is not read|are not read|no type|is an? ).*");
            assertThatThrownBy(() -> partd.pop("k")).isInstanceOf(CorruptDataException.class);
            assertThat(store.keys()).containsExactly("k");
        }
    }

    static List<String> versions() {
        return GoldenFrames.VERSIONS;
    }
}
