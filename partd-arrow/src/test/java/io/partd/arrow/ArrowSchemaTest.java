package io.partd.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.ForwardingStore;
import io.partd.Guarantee;
import io.partd.KeptStore;
import io.partd.OutcomeUnknownException;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import io.partd.UnreadableOnce;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may be appended to what. */
final class ArrowSchemaTest {

    private static final ArrowType INT64 = new ArrowType.Int(64, true);

    private final BufferAllocator allocator = new RootAllocator();
    private final KeptStore kept = new KeptStore(Partd.memory());
    private final Partd<Table> tables = kept.handle().with(ArrowTables.layer(allocator));

    @AfterEach
    void close() throws IOException {
        tables.close();
        allocator.close();
    }

    /** A table of one column of numbers, null where they are. */
    private Table numbers(String name, FieldType type, Map<String, String> metadata, Long... values) {
        BigIntVector vector = new BigIntVector(name, type, allocator);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                vector.setSafe(i, values[i]);
            } else {
                vector.setNull(i);
            }
        }
        vector.setValueCount(values.length);
        Schema schema = new Schema(List.of(vector.getField()), metadata);
        return Table.of(RecordBatch.of(new VectorSchemaRoot(schema, List.of(vector), values.length)));
    }

    private Table numbers(String name, FieldType type, Long... values) {
        return numbers(name, type, Map.of(), values);
    }

    private void append(Partd<Table> to, String key, Table table) throws IOException {
        try (table) {
            to.append(key, table);
        }
    }

    @Test
    void anotherTypeIsRefusedByName() throws IOException {
        append(tables, "trips", Trips.of(allocator, List.of(Arrays.asList(1L, "oslo"))));
        try (Table other = Trips.of(1, new Float8Vector("minutes", allocator), new IntVector("to", allocator))) {
            assertThatThrownBy(() -> tables.append(Map.of("trips", other, "new", other)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("key 'trips': column 'to' is string; int32 cannot be appended");
        }
        assertThat(tables.keys()).containsExactly("trips");
        try (Table table = tables.get("trips")) {
            assertThat(table.rowCount()).isEqualTo(1);
            assertThat(table.describeColumns()).containsExactly("minutes: int64", "to: string");
        }
    }

    /** The handle that refuses has never seen the key. */
    @Test
    void aNewHandleLooksAtTheFirstPiece() throws IOException {
        append(tables, "x", numbers("n", FieldType.nullable(INT64), 1L));
        try (Partd<Table> other = kept.handle().with(ArrowTables.layer(allocator));
                Table wrong = Trips.of(1, new VarCharVector("n", allocator))) {
            assertThatThrownBy(() -> other.append("x", wrong)).hasMessageContaining("int64; string cannot");
            append(other, "x", numbers("n", FieldType.nullable(INT64), 2L));
        }
        try (Table table = tables.get("x")) {
            assertThat(Rows.of(table)).isEqualTo(List.of(List.of(1L), List.of(2L)));
        }
    }

    /** One handle deletes a key; what the other one remembers of it must not refuse what begins it anew. */
    @Test
    void anotherHandleMayBeginAKeyAnew() throws IOException {
        append(tables, "x", numbers("n", FieldType.nullable(INT64), 1L));
        try (Partd<Table> other = kept.handle().with(ArrowTables.layer(allocator))) {
            other.delete("x");
            append(tables, "x", Trips.of(0, new Float8Vector("n", allocator)));
            try (Table table = other.get("x")) {
                assertThat(table.describeColumns()).containsExactly("n: double");
            }
        }
    }

    /** What slips through is found when it is read. */
    @Test
    void mixedPiecesAreReportedByName() throws IOException {
        append(tables, "x", numbers("n", FieldType.nullable(INT64), 1L));
        try (Partd<Table> other = kept.handle().with(ArrowTables.layer(allocator))) {
            other.delete("x");
            append(other, "x", Trips.of(0, new VarCharVector("n", allocator)));
            append(tables, "x", numbers("n", FieldType.nullable(INT64), 2L));
            assertThatThrownBy(() -> other.get("x"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageMatching("key 'x', piece 2 at byte \\d+: a piece of \\d+ bytes cannot be decoded: "
                            + "column 'n' is int64; in the pieces before it is string");
            AtomicInteger seen = new AtomicInteger();
            try (Stream<Table> pieces = other.stream("x")) {
                assertThatThrownBy(() -> pieces.forEach(table -> {
                            table.close();
                            seen.incrementAndGet();
                        }))
                        .isInstanceOf(UncheckedIOException.class);
            }
            assertThat(seen).hasValue(1);
            assertThatThrownBy(() -> other.pop("x")).isInstanceOf(CorruptDataException.class);
            assertThatThrownBy(() -> other.pop(List.of("x", "y"))).isInstanceOf(CorruptDataException.class);
            assertThat(other.keys()).containsExactly("x");
        }
    }

    /** A store without exclusive sections, in which another client does something before each pop. */
    private static final class Shared extends ForwardingStore {

        private final Parallel.Action beforePop;
        private boolean full;

        Shared(Store store, Parallel.Action beforePop) {
            super(store);
            this.beforePop = beforePop;
        }

        @Override
        public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
            if (full) {
                throw new IOException("no space left");
            }
            super.appendBuffers(batch);
        }

        @Override
        public Set<Guarantee> guarantees() {
            return EnumSet.noneOf(Guarantee.class);
        }

        @Override
        public List<byte[]> pop(List<String> keys) throws IOException {
            Parallel.run(beforePop);
            return super.pop(keys);
        }
    }

    @Test
    void popDecodesOnce() throws IOException {
        AtomicInteger count = new AtomicInteger();
        AllocationListener counting = new AllocationListener() {
            @Override
            public void onAllocation(long size) {
                count.incrementAndGet();
            }
        };
        append(tables, "x", numbers("n", FieldType.nullable(INT64), 1L));
        append(tables, "y", numbers("n", FieldType.nullable(INT64), 2L));
        try (BufferAllocator counted = new RootAllocator(counting, Long.MAX_VALUE);
                Partd<Table> shared = new Shared(kept.handle(), () -> {}).with(ArrowTables.layer(counted))) {
            shared.get(List.of("x", "y")).forEach(Table::close);
            int once = count.getAndSet(0);
            List<Table> popped = shared.pop(List.of("x", "y"));
            assertThat(Rows.of(popped.get(1))).isEqualTo(List.of(List.of(2L)));
            popped.forEach(Table::close);
            assertThat(count).hasValue(once);
            assertThat(shared.keys()).isEmpty();
        }
    }

    @Test
    void popReturnsWhatAnotherClientAppendsBeforeItTakesTheValues() throws IOException {
        append(tables, "x", numbers("n", FieldType.nullable(INT64), 1L));
        Shared store =
                new Shared(kept.handle(), () -> append(tables, "x", numbers("n", FieldType.nullable(INT64), 2L)));
        try (Partd<Table> shared = store.with(ArrowTables.layer(allocator))) {
            try (Table table = shared.pop("x")) {
                assertThat(Rows.of(table)).isEqualTo(List.of(List.of(1L), List.of(2L)));
            }
            assertThat(shared.keys()).isEmpty();
        }
    }

    @Test
    void popPutsBackWhatItCannotDecode() throws IOException {
        append(tables, "x", numbers("n", FieldType.nullable(INT64), 1L));
        append(tables, "y", numbers("n", FieldType.nullable(INT64), 2L));
        Store raw = kept.handle();
        long size = raw.size("x");
        Shared store = new Shared(kept.handle(), () -> raw.append("x", new byte[3]));
        try (Partd<Table> shared = store.with(ArrowTables.layer(allocator))) {
            assertThatThrownBy(() -> shared.pop(List.of("x", "y"))).isInstanceOf(CorruptDataException.class);
            assertThat(raw.size("x")).isEqualTo(size + 3);
            try (Table table = shared.get("y")) {
                assertThat(Rows.of(table)).isEqualTo(List.of(List.of(2L)));
            }
        }
    }

    @Test
    void popSaysSoIfItCannotPutBackWhatItCannotDecode() throws IOException {
        append(tables, "x", numbers("n", FieldType.nullable(INT64), 1L));
        Store raw = kept.handle();
        Shared store = new Shared(kept.handle(), () -> raw.append("x", new byte[3]));
        store.full = true;
        try (Partd<Table> shared = store.with(ArrowTables.layer(allocator))) {
            assertThatThrownBy(() -> shared.pop("x"))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageStartingWith("popped values cannot be decoded: key 'x', piece 2 at byte ")
                    .hasMessageEndingWith("; some may be lost, since they cannot be put back: no space left");
        }
    }

    @Test
    void metadataDoesNotCountAndTheFirstIsKept() throws IOException {
        append(tables, "x", numbers("n", FieldType.nullable(INT64), Map.of("pandas", "first"), 1L));
        FieldType noted = new FieldType(true, INT64, null, Map.of("unit", "minutes"));
        append(tables, "x", numbers("n", noted, Map.of("pandas", "second"), 2L));
        try (Table table = tables.get("x")) {
            assertThat(table.schema().getCustomMetadata()).containsExactly(Map.entry("pandas", "first"));
            assertThat(table.schema().findField("n").getMetadata()).isEmpty();
            assertThat(table.rowCount()).isEqualTo(2);
        }
    }

    @Test
    void extensionTypesCount() throws IOException {
        FieldType extension = new FieldType(
                true, INT64, null, Map.of("ARROW:extension:name", "lake", "ARROW:extension:metadata", "7"));
        append(tables, "x", numbers("n", extension, 1L));
        try (Table plain = numbers("n", FieldType.nullable(INT64), 2L)) {
            assertThatThrownBy(() -> tables.append("x", plain))
                    .hasMessage("key 'x': column 'n' is extension<lake[int64]>; int64 cannot be appended");
        }
    }

    @Test
    void rowsWithoutColumnsAndColumnsWithoutRows() throws IOException {
        try (Table noColumns = Table.of(RecordBatch.of(new VectorSchemaRoot(List.of(), List.of(), 5)))) {
            tables.append("x", noColumns);
            tables.append("x", noColumns);
        }
        try (Table table = tables.get("x")) {
            assertThat(table.rowCount()).isEqualTo(10);
            assertThat(table.schema().getFields()).isEmpty();
        }
        Schema schema = new Schema(List.of(new Field("n", FieldType.nullable(INT64), null)));
        try (Table noBatches = Table.of(schema, List.of())) {
            assertThat(tables.iset("y", noBatches)).isTrue();
            assertThat(tables.iset("y", noBatches)).isFalse();
        }
        try (Table table = tables.get("y");
                Table wrong = Trips.of(0, new VarCharVector("n", allocator))) {
            assertThat(table.rowCount()).isZero();
            assertThat(table.schema()).isEqualTo(schema);
            assertThatThrownBy(() -> tables.append("y", wrong)).hasMessageContaining("'n' is int64");
        }
    }

    @Test
    void whatIsGivenStaysTheCallers() throws IOException {
        try (Table table = Trips.of(allocator, List.of(Arrays.asList(1L, "oslo"), Arrays.asList(null, null)))) {
            tables.append("x", table);
            long held = allocator.getAllocatedMemory();
            tables.append("x", table);
            FieldVector minutes = table.batches().get(0).root().getVector("minutes");
            ((BigIntVector) minutes).set(0, 99);
            assertThat(allocator.getAllocatedMemory()).isEqualTo(held);
            try (Table stored = tables.get("x")) {
                assertThat(Rows.of(stored).get(0)).isEqualTo(List.of(1L, "oslo"));
                assertThat(stored.batches()).hasSize(2);
            }
        }
    }

    @Test
    void aBatchThatDoesNotHoldTogetherIsRefused() throws IOException {
        try (BigIntVector vector = new BigIntVector("n", allocator)) {
            vector.setSafe(0, 1);
            vector.setValueCount(1);
            VectorSchemaRoot root = new VectorSchemaRoot(List.of(vector.getField()), List.of(vector), 2);
            assertThatThrownBy(() -> tables.append("x", Table.of(RecordBatch.of(root))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("column 'n' has 1 values in a batch of 2 rows");
        }
        assertThat(tables.keys()).isEmpty();
    }

    @Test
    void whatDoesNotFitIntoMemoryIsSaid() throws IOException {
        append(tables, "x", numbers("n", FieldType.nullable(INT64), new Long[10_000]));
        try (BufferAllocator small = new RootAllocator(16 << 10);
                Partd<Table> little = kept.handle().with(ArrowTables.layer(small))) {
            assertThatThrownBy(() -> little.get("x"))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(CorruptDataException.class)
                    .hasMessageMatching(".*key 'x', piece 1 at byte 0: there is not enough memory for \\d+ bytes");
            assertThat(small.getAllocatedMemory()).isZero();
        }
    }

    /** Else the rest of a piece would be taken for the next one, and found to be damaged. */
    @Test
    void aStreamYieldsNothingAfterAnError() throws IOException {
        Store store = Partd.memory();
        Partd<Table> whole = store.with(ArrowTables.layer(allocator));
        try (Table table = numbers("n", FieldType.nullable(INT64), Map.of(), new Long[1 << 15])) {
            whole.append("k", table);
            whole.append("k", table);
        }
        Partd<Table> broken = new UnreadableOnce(store, 3 << 17).with(ArrowTables.layer(allocator));
        try (Stream<Table> stream = broken.stream("k")) {
            Iterator<Table> pieces = stream.iterator();
            pieces.next().close();
            assertThatThrownBy(pieces::hasNext).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(pieces::hasNext)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("could not be read: Java heap space");
        }
    }
}
