package io.partd.pandas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.CorruptDataException;
import io.partd.InvalidKeyException;
import io.partd.Partd;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.arrow.Table;
import io.partd.pandas.GoldenFrames.Golden;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the layer says of several pieces, and of what it does not do. */
final class PandasBlocksTest {

    private final BufferAllocator allocator = new RootAllocator();
    private final Store store = Partd.memory();
    private final Partd<Table> partd = store.with(PandasBlocks.layer(allocator));

    @AfterEach
    void nothingIsLeftOpen() {
        allocator.close();
    }

    private void append(String key, String... names) throws IOException {
        for (String name : names) {
            for (Golden golden : GoldenFrames.all()) {
                if (golden.toString().equals(name)) {
                    store.append(key, GoldenFrames.frame(golden.bytes()));
                }
            }
        }
    }

    private List<List<@Nullable Object>> described(String key) throws IOException {
        try (Table table = partd.get(key)) {
            return Described.of(table);
        }
    }

    private static List<Object> column(String name, String type, @Nullable String... values) {
        return Arrays.asList(name, type, Arrays.asList(values));
    }

    @Test
    void isOnlyRead() throws IOException {
        append("k", "3.0.6 bools");
        byte[] stored = store.get("k");
        try (Table table = partd.get("k")) {
            String message = "PandasBlocks is only read; PandasColumns writes tables that pandas reads, and the codec"
                    + " arrow any table";
            assertThatThrownBy(() -> partd.append("k", table))
                    .isInstanceOf(IOException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> partd.iset("x", table)).hasMessage(message);
            assertThatThrownBy(() -> partd.append("", table)).isInstanceOf(InvalidKeyException.class);
            partd.append(Map.of());
        }
        assertThat(store.get("k")).isEqualTo(stored);
        assertThat(partd).hasToString("PandasBlocks(Memory)");
        assertThat(partd.size("k")).isEqualTo(stored.length);
    }

    @Test
    void anAbsentKeyHasATableOfNothing() throws IOException {
        assertThat(described("none")).isEmpty();
        try (Stream<Table> pieces = partd.stream("none")) {
            assertThat(pieces).isEmpty();
        }
    }

    @Test
    void piecesOfEveryPandasAreOneTable() throws IOException {
        append("k", "1.5.3 texts", "3.0.6 texts", "2.3.3 texts");
        assertThat(described("k").get(1))
                .isEqualTo(column("t", "text", "x", null, "z", "x", null, "z", "x", null, "z"));
        try (Table table = partd.get("k")) {
            assertThat(table.batches()).hasSize(3);
        }
        append("t", "2.3.3 times", "3.0.6 times");
        assertThat(described("t").get(2).get(1)).isEqualTo("timestamp[us]");
        append("c", "1.5.3 index of categories", "3.0.6 index of categories");
        assertThat(described("c").get(1)).isEqualTo(column("c", "ordered categories of text", "x", "y", "x", "y"));
    }

    @Test
    void typesOfPiecesAreJoined() throws IOException {
        append("k", "1.5.3 times", "3.0.6 times");
        assertThat(described("k").get(0))
                .as("nanoseconds of pandas 1, and seconds")
                .isEqualTo(column(
                        "s",
                        "timestamp[ns]",
                        "1577836800000000000",
                        null,
                        "-86400000000000",
                        "1577836800000000000",
                        null,
                        "-86400000000000"));
        append("names", "3.0.6 index of floats", "3.0.6 index of integers");
        assertThat(described("names").get(1))
                .as("of two names none is left")
                .isEqualTo(column(
                        "__index_level_0__", "float64", "4016000000000000", "401c000000000000", "4014000000000000"));
    }

    @Test
    void piecesThatDoNotFitAreReadOneByOne() throws IOException {
        append("k", "3.0.6 bools", "3.0.6 texts");
        assertThatThrownBy(() -> partd.get("k"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("key 'k': pieces have different columns: [a, b, n, __index_level_0__] and"
                        + " [s, t, __index_level_0__]; read them one by one");
        try (Stream<Table> pieces = partd.stream("k")) {
            List<Integer> columns = pieces.map(piece -> {
                        try (piece) {
                            return piece.schema().getFields().size();
                        }
                    })
                    .toList();
            assertThat(columns).containsExactly(4, 3);
        }
        append("t", "3.0.6 index of truths", "3.0.6 index of times");
        assertThatThrownBy(() -> partd.get("t"))
                .hasMessageContaining("column '__index_level_0__' is of Bool in one piece and of Timestamp(");
        assertThatThrownBy(() -> partd.get(List.of("k", "t"))).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void emptyPiecesDoNotCount() throws IOException {
        append("k", "3.0.6 no rows", "3.0.6 bools", "3.0.6 nothing");
        assertThat(described("k").get(0)).isEqualTo(column("a", "bool", "true", "false"));
        append("e", "3.0.6 no rows", "3.0.6 no rows");
        assertThat(described("e").get(0)).isEqualTo(column("a", "int32"));
    }

    @Test
    void popTakesOut() throws IOException {
        append("k", "2.3.3 bools");
        try (Table table = partd.pop("k")) {
            assertThat(table.rowCount()).isEqualTo(2);
        }
        assertThat(partd.keys()).isEmpty();
        append("k", "2.3.3 bools");
        store.append("x", new byte[] {1, 2, 3});
        assertThatThrownBy(() -> partd.pop(List.of("k", "x"))).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> partd.pop(List.of("k", "k"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(partd.keys()).containsExactly("k", "x");
    }

    @Test
    void memoryIsBound() throws IOException {
        append("k", "2.3.3 many");
        Partd<Table> bound = store.with(PandasBlocks.layer(allocator).atMost(ByteSize.of("1k")));
        assertThatThrownBy(() -> bound.get("k"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("is over the limit of 1k, which atMost, or the option max, sets");
        try (BufferAllocator small = new RootAllocator(1 << 10)) {
            Partd<Table> limited = store.with(PandasBlocks.layer(small));
            assertThatThrownBy(() -> limited.get("k"))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(CorruptDataException.class)
                    .hasMessage("key 'k' does not fit into the allocator's memory");
        }
    }

    @Test
    void aWrongCompressionIsSaid() throws IOException {
        append("k", "1.5.3 blosc-and-snappy: many");
        for (BlockCompression wrong : List.of(BlockCompression.NONE, BlockCompression.SNAPPY)) {
            Partd<Table> read = store.with(PandasBlocks.layer(allocator).compression(wrong));
            assertThatThrownBy(() -> read.get("k")).isInstanceOf(CorruptDataException.class);
        }
        assertThat(described("k").get(0).get(1)).isEqualTo("int64");
    }

    @Test
    void isClosedWithItsStore() throws IOException {
        partd.close();
        assertThatThrownBy(() -> partd.get("k")).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> partd.append(Map.of())).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> partd.stream("k")).isInstanceOf(StoreClosedException.class);
    }
}
