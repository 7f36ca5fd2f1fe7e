package io.partd.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.ForwardingStore;
import io.partd.Guarantee;
import io.partd.Partd;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.codec.Codecs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFilesTest {

    private final BufferAllocator allocator = new RootAllocator();
    private final Store store = Partd.memory();
    private final Partd<Table> tables = store.with(TableFiles.arrow().allocator(allocator));
    private final String temporaryFiles = System.getProperty("java.io.tmpdir");

    @TempDir
    Path temp;

    @BeforeEach
    void store() throws IOException {
        System.setProperty("java.io.tmpdir", temp.toString());
        store.append(Map.of("file", file(), "stream", stream(), "none", emptyFile()));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        System.setProperty("java.io.tmpdir", temporaryFiles);
        store.close();
        allocator.close();
        try (Stream<Path> copies = Files.list(temp)) {
            assertThat(copies).isEmpty();
        }
    }

    private void write(TableWriter writer) throws IOException {
        try (writer;
                Table first = Trips.of(allocator, List.of(Arrays.asList(7L, "fjord"), Arrays.asList(9L, null)));
                Table second = Trips.of(allocator, List.of(Arrays.asList(null, "museum")))) {
            writer.write(first);
            writer.write(second);
        }
    }

    private byte[] file() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(TableWriter.file(Channels.newChannel(bytes)));
        return bytes.toByteArray();
    }

    private byte[] stream() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(TableWriter.stream(Channels.newChannel(bytes)));
        return bytes.toByteArray();
    }

    /** A file with a schema and no batch. */
    private byte[] emptyFile() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TableWriter writer = TableWriter.file(Channels.newChannel(bytes));
                Table table = Trips.of(allocator, List.of())) {
            writer.write(Table.of(table.schema(), List.of()));
        }
        return bytes.toByteArray();
    }

    @Test
    void isFoundByItsName() {
        assertThat(Codecs.named("arrow-file")).hasToString("ArrowFiles");
        assertThat(tables).hasToString("ArrowFiles(Memory)");
    }

    @Test
    void readsFilesAndStreams() throws IOException {
        for (String key : List.of("file", "stream")) {
            try (Table table = tables.get(key)) {
                assertThat(Rows.of(table)).as(key).hasSize(3);
                assertThat(table.batches()).hasSize(2);
            }
        }
        List<Table> both = tables.get(List.of("stream", "absent", "file"));
        assertThat(Rows.of(both.get(0))).isEqualTo(Rows.of(both.get(2)));
        assertThat(both.get(1).batches()).isEmpty();
        both.forEach(Table::close);
    }

    @Test
    void streamsABatchAtATime() throws IOException {
        try (Stream<Table> stream = tables.stream("file")) {
            List<Integer> rows = stream.map(table -> {
                        try (table) {
                            return (int) table.rowCount();
                        }
                    })
                    .toList();
            assertThat(rows).containsExactly(2, 1);
        }
        try (Stream<Table> stream = tables.stream("none")) {
            List<List<String>> columns = stream.map(table -> {
                        try (table) {
                            return table.describeColumns();
                        }
                    })
                    .toList();
            assertThat(columns).containsExactly(List.of("minutes: int64", "to: string"));
        }
        try (Stream<Table> stream = tables.stream("absent")) {
            assertThat(stream).isEmpty();
        }
        try (Stream<Table> stream = tables.stream("file")) {
            stream.iterator().next().close();
        }
    }

    @Test
    void popsWhatItCanRead() throws IOException {
        List<Table> popped = tables.pop(List.of("file", "absent"));
        assertThat(Rows.of(popped.get(0))).hasSize(3);
        popped.forEach(Table::close);
        assertThat(store.keys()).containsExactlyInAnyOrder("stream", "none");
        store.append("bad", new byte[50]);
        assertThatThrownBy(() -> tables.pop(List.of("stream", "bad"))).isInstanceOf(CorruptDataException.class);
        assertThat(store.keys()).contains("stream", "bad");
    }

    @Test
    void popsNothingThatAnotherMayChangeMeanwhile() {
        Store shared = new ForwardingStore(store) {
            @Override
            public Set<Guarantee> guarantees() {
                return Set.of();
            }
        };
        Partd<Table> files = TableFiles.arrow().allocator(allocator).over(shared);
        assertThatThrownBy(() -> files.pop("file"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("promises no exclusive sections, which pop needs here; get, and then delete");
    }

    @Test
    void isOnlyRead() throws IOException {
        try (Table table = Trips.of(allocator, List.of())) {
            assertThatThrownBy(() -> tables.append("new", table))
                    .isInstanceOf(IOException.class)
                    .hasMessage("ArrowFiles(Memory) is only read: its values are whole files; the codec arrow stores"
                            + " tables to append to");
            assertThatThrownBy(() -> tables.iset("new", table)).hasMessageContaining("is only read");
            tables.append(Map.of());
        }
        assertThat(store.keys()).hasSize(3);
        tables.delete("stream");
        assertThat(tables.keys()).containsExactlyInAnyOrder("file", "none");
    }

    @Test
    void damageIsSaidWithItsKey() throws IOException {
        byte[] cut = Arrays.copyOf(file(), 200);
        store.append(Map.of("cut", cut, "text", "no table at all".getBytes(StandardCharsets.UTF_8)));
        for (String key : List.of("cut", "text")) {
            assertThatThrownBy(() -> tables.get(key))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("key '" + key + "': ");
            assertThatThrownBy(() -> tables.stream(key)).isInstanceOf(CorruptDataException.class);
        }
        try (BufferAllocator small = new RootAllocator(16)) {
            Partd<Table> limited = store.with(TableFiles.arrow().allocator(small));
            assertThatThrownBy(() -> limited.get("file"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("key 'file'");
        }
    }

    @Test
    void isClosedWithItsStore() throws IOException {
        tables.close();
        assertThatThrownBy(() -> tables.get("file")).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> tables.append(Map.of())).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> tables.stream("file")).isInstanceOf(StoreClosedException.class);
    }
}
