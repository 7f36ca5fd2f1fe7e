package io.partd.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.CodecCheck;
import io.partd.Durability;
import io.partd.ForwardingStore;
import io.partd.Guarantee;
import io.partd.Layer;
import io.partd.LazyStream;
import io.partd.Metadata;
import io.partd.NativeLibrary;
import io.partd.Options;
import io.partd.OutcomeUnknownException;
import io.partd.Partd;
import io.partd.PartlyAppendedException;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.StoreMetrics;
import io.partd.StoreUri;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.ByteCodec;
import io.partd.codec.Codec;
import io.partd.codec.Codecs;
import io.partd.codec.ItemPartd;
import io.partd.codec.SizeLimit;
import io.partd.codec.Zlib;
import io.partd.expression.ColumnName;
import io.partd.expression.Condition;
import io.partd.expression.KeyExpression;
import io.partd.expression.LikePattern;
import io.partd.expression.SortOrder;
import io.partd.expression.Truth;
import io.partd.file.FilePerKeyStore;
import io.partd.log.LogCheck;
import io.partd.log.LogStore;
import io.partd.lz4.Lz4Frame;
import io.partd.shuffle.BatchSink;
import io.partd.shuffle.Column;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.DelimitedFormat.Header;
import io.partd.shuffle.DelimitedReader;
import io.partd.shuffle.FaultHandler;
import io.partd.shuffle.FieldCursor;
import io.partd.shuffle.FieldFormat;
import io.partd.shuffle.HeaderLine;
import io.partd.shuffle.JoiningSink;
import io.partd.shuffle.KeyCounts;
import io.partd.shuffle.LineFormat;
import io.partd.shuffle.NullKeys;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import io.partd.shuffle.Ranges;
import io.partd.shuffle.RecordCursor;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.RecordReader;
import io.partd.shuffle.RowSelection;
import io.partd.shuffle.Shuffle;
import io.partd.shuffle.ShuffleEstimate;
import io.partd.shuffle.ShuffleEstimate.HeavyKey;
import io.partd.shuffle.Source;
import io.partd.shuffle.SourceSample;
import io.partd.temporary.TemporaryDirectory;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the examples in core's Javadoc; {@link DocumentedCodeTest} checks that they are the same. */
@EnabledOnOs(OS.LINUX)
@SuppressWarnings("try") // as the examples have it
final class JavadocExamplesTest {

    private final byte[] fjord = "7,fjord\n".getBytes(UTF_8);
    private final byte[] museum = "9,museum\n".getBytes(UTF_8);
    private final byte[] oldTown = "3,old town\n".getBytes(UTF_8);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path temp;

    private Path directory = Path.of("");

    @BeforeEach
    void chooseDirectory() {
        directory = temp.resolve("trips");
    }

    @Test
    void keepsMetadata() throws IOException {
        try (Store trips = Partd.log(directory)) {
            Metadata metadata = trips.metadata().orElseThrow(); // of a log, or of a dataset on Redis
            metadata.putIfAbsent("source", fjord); // the first one wins
            byte[] source = metadata.entries().get("source");
            assertThat(source).isEqualTo(fjord);
        }
    }

    @Test
    void checksCodecs() throws IOException {
        try (Store trips = Partd.log(directory)) {
            trips.with(Zlib.codec()).append("oslo", fjord);
            CodecCheck check = CodecCheck.none().with("zlib"); // a codec is over the handle
            check.require(
                    trips.metadata().orElseThrow().entries(), trips); // throws if the dataset remembers another one
            assertThat(check.toRemember(trips.metadata().orElseThrow().entries()))
                    .isEmpty();
        }
    }

    @Test
    void appendsToALog() throws IOException {
        try (Store trips = Partd.log(directory)) {
            trips.append("oslo", fjord);
            trips.append(Map.of("oslo", museum, "bern", oldTown)); // one batch: readers see all of it or nothing
            byte[] oslo = trips.get("oslo"); // fjord, then museum
            assertThat(oslo).asString(UTF_8).isEqualTo("7,fjord\n9,museum\n");
        }
    }

    @Test
    void appendsBuffersAndReadsAStream() throws IOException {
        ByteBuffer header = ByteBuffer.wrap("fare,place\n".getBytes(UTF_8));
        ByteBuffer body = ByteBuffer.wrap(fjord);
        try (Store trips = Partd.log(directory)) {
            trips.appendBuffers(Map.of("oslo", List.of(header, body))); // one append, without joining the buffers
            try (InputStream in = trips.open("oslo")) { // a value of any size
                in.transferTo(out);
            }
        }
        assertThat(out).hasToString("fare,place\n7,fjord\n");
    }

    @Test
    void putsLayersOverAStore() throws IOException {
        Layer<Store> compression = Zlib.codec();
        Store trips = Partd.log(directory).with(compression).with(WriteBuffer.of("256m"));
        assertThat(trips).hasToString("Buffer[256m](Zlib(Log(" + directory.toRealPath() + ")))");
        trips.close();
    }

    @Test
    void putsABufferOverACodec() throws IOException {
        Store trips = Partd.log(directory).with(Zlib.codec()).with(WriteBuffer.of("256m"));
        trips.close();
        try (Store closed = trips) {
            assertThatThrownBy(() -> closed.get("oslo")).isInstanceOf(StoreClosedException.class);
        }
    }

    @Test
    void flushesABuffer() throws IOException {
        try (Store trips = Partd.log(directory).with(Zlib.codec()).with(WriteBuffer.of("256m"))) {
            trips.append("oslo", fjord);
            trips.flush(); // now in the log
        }
        try (Store trips = Partd.log(directory).with(Zlib.codec())) {
            assertThat(trips.get("oslo")).isEqualTo(fjord);
        }
    }

    @Test
    void holdsAppendsInMemoryUntilAFlush() throws IOException {
        try (Store trips = Partd.log(directory).with(Zlib.codec()).with(WriteBuffer.of("256m"))) {
            trips.append("oslo", fjord); // in memory
            trips.flush(); // in the log
        }
        try (Store trips = Partd.log(directory).with(Zlib.codec())) {
            trips.append("oslo", fjord); // compressed
            byte[] oslo = trips.get("oslo"); // decompressed
            assertThat(oslo).asString(UTF_8).isEqualTo("7,fjord\n7,fjord\n");
        }
    }

    @Test
    void encodesBytes() throws IOException {
        ByteCodec codec = Zlib.codec();
        try (Store trips = Partd.log(directory).with(codec)) {
            trips.append("oslo", fjord);
        }
    }

    @Test
    void findsACodecByName() {
        Layer<?> codec = Codecs.named("zlib?max=64m");
        assertThat(codec).hasToString("Zlib");
    }

    @Test
    void limitsThePiecesOfACodec() throws IOException {
        Store trips = Partd.memory().with(Zlib.codec().atMost(ByteSize.of("16m"))); // a larger piece is an error
        assertThatThrownBy(() -> trips.append("oslo", new byte[(16 << 20) + 1])).hasMessageContaining("16m");
        trips.close();
    }

    @Test
    void storesOwnTypes() throws IOException {
        Path other = temp.resolve("other");
        try (ItemPartd<Trip> typed = Partd.log(other).with(new TripCodec())) {
            typed.add("oslo", new Trip("oslo", 7.50));
            List<Trip> oslo = typed.get("oslo");
            assertThat(oslo).containsExactly(new Trip("oslo", 7.50));
        }
        try (Partd<Long> fares = Partd.memory().with(new Totals())) {
            fares.append("oslo", 7L);
            fares.append("oslo", 9L);
            assertThat(fares.get("oslo")).isEqualTo(16L);
        }
    }

    static final class Totals implements Codec<Long> { // get returns the sum of what was appended

        @Override
        public byte[] encode(Long value) {
            return Long.toString(value).getBytes(UTF_8);
        }

        @Override
        public Long decode(byte[] payload) {
            return Long.valueOf(new String(payload, UTF_8));
        }

        @Override
        public Long join(List<Long> values) {
            return values.stream().mapToLong(Long::longValue).sum();
        }

        @Override
        public String toString() {
            return "Totals";
        }
    }

    static final class CountingStore extends ForwardingStore {

        private final AtomicLong batches = new AtomicLong();

        CountingStore(Store store) {
            super(store);
        }

        @Override
        public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
            super.appendBuffers(batch);
            batches.incrementAndGet();
        }
    }

    @Test
    void countsBatches() throws IOException {
        try (CountingStore counted = new CountingStore(Partd.memory())) {
            counted.append("oslo", fjord);
            counted.append(Map.of("oslo", museum, "bern", oldTown));
            assertThat(counted.batches).hasValue(2);
        }
    }

    @Test
    void readsAndDeletesUnderALock() throws IOException {
        try (Store trips = Partd.memory()) {
            trips.append("oslo", new byte[1_000_001]);
            for (String city : trips.keys()) {
                try (InputStream in = trips.open(city)) {
                    in.transferTo(out);
                }
            }
            try (Section section = trips.lock()) { // other threads and processes wait
                if (trips.size("oslo") > 1_000_000) {
                    trips.delete("oslo");
                }
            }
            assertThat(out.size()).isEqualTo(1_000_001);
            assertThat(trips.keys()).isEmpty();
        }
    }

    @Test
    void asksForAGuarantee() throws IOException {
        try (Store memory = Partd.memory()) {
            assertThatThrownBy(() -> requireSurvival(memory)).hasMessageContaining("may lose appends");
        }
    }

    private static void requireSurvival(Store trips) {
        if (!trips.guarantees().contains(Guarantee.APPENDS_SURVIVE_KILL)) {
            throw new IllegalArgumentException(trips + " may lose appends when a process is killed");
        }
    }

    @Test
    void appendsTheRestOfABatchAfterAFailure() throws IOException {
        Map<String, byte[]> batch = new HashMap<>(Map.of("oslo", fjord, "bern", oldTown));
        try (Store memory = Partd.memory();
                Store trips =
                        failingOnce(memory, new PartlyAppendedException("full", List.of("oslo"), new IOException()))) {
            try {
                trips.append(batch);
            } catch (PartlyAppendedException e) {
                batch.keySet().removeAll(e.appended()); // the rest, to be appended again
            }
            assertThat(batch).containsOnlyKeys("bern");
        }
    }

    @Test
    void comparesBeforeItAppendsAgain() throws IOException {
        try (Store memory = Partd.memory();
                Store trips = failingOnce(memory, new OutcomeUnknownException("no answer", null))) {
            long before = trips.size("oslo"); // nobody else appends to this key
            try {
                trips.append("oslo", fjord);
            } catch (OutcomeUnknownException e) {
                if (trips.size("oslo") == before) {
                    trips.append("oslo", fjord);
                }
            }
            assertThat(trips.get("oslo")).isEqualTo(fjord);
        }
    }

    private static Store failingOnce(Store store, IOException failure) {
        List<IOException> failures = new ArrayList<>(List.of(failure));
        return new ForwardingStore(store) {
            @Override
            public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
                if (!failures.isEmpty()) {
                    throw failures.remove(0);
                }
                super.appendBuffers(batch);
            }
        };
    }

    @Test
    void namesALibraryThatCannotBeLoaded() {
        assertThatThrownBy(JavadocExamplesTest::load).hasMessageContaining("-Dfoo.tmpdir");
        ByteSize memory = ByteSize.of("64k"); // 65,536 bytes
        assertThat(memory.bytes()).isEqualTo(65_536);
    }

    private static void load() {
        NativeLibrary library =
                NativeLibrary.of("foo", () -> System.loadLibrary("foo")).unpackedTo("foo.tmpdir");
        library.load();
    }

    @Test
    void writesAFilePerKey() throws IOException {
        try (Store trips = FilePerKeyStore.open(directory)) {
            trips.append("oslo", "7,fjord\n".getBytes(UTF_8)); // in the file oslo, for any program to read
        }
        assertThat(directory.resolve("oslo")).hasContent("7,fjord");
    }

    @Test
    void keepsATemporaryDirectory() throws IOException {
        Path parent = temp;
        Path target = temp.resolve("kept");
        try (TemporaryDirectory output = TemporaryDirectory.create(parent)) {
            Files.writeString(output.path().resolve("part-00000.csv"), "city,fare\n");
            output.keepAs(target); // appears with everything in it, or an exception is thrown and nothing stays
        }
        assertThat(target.resolve("part-00000.csv")).hasContent("city,fare");
    }

    @Test
    void syncsALogAndLendsItsBytes() throws IOException {
        Path file = temp.resolve("oslo.csv");
        try (Store trips = LogStore.open(directory, Durability.BATCH)) { // each append is on the disk when it returns
            trips.append(Map.of("oslo", museum, "bern", oldTown));
        }
        try (LogStore trips = LogStore.open(directory);
                FileChannel target = FileChannel.open(file, CREATE, WRITE)) {
            trips.read("oslo", part -> part.writeTo(target));
        }
        assertThat(file).hasContent("9,museum");
    }

    @Test
    void parsesOptions() {
        Options options = Options.parse("level=19&max=4g", "zstd?level=19&max=4g");
        options.requireOnly(Set.of("level", "max"));
        int level = options.number("level").orElse(3);
        ByteSize max = options.size("max").orElse(ByteSize.of("1g"));
        assertThat(level).isEqualTo(19);
        assertThat(max).isEqualTo(ByteSize.of("4g"));
        StoreUri uri = StoreUri.parse("log:/data/trips?fsync=flush");
        Path directory = uri.directory(); // /data/trips
        assertThat(directory).hasToString("/data/trips");
    }

    @Test
    void checksALog() throws IOException {
        Partd.log(directory).close();
        LogCheck.Report report = LogCheck.of(directory).check();
        if (!report.isWhole()) {
            LogCheck.Repair repair = LogCheck.of(directory).repair();
            assertThat(repair.isChanged()).isTrue();
        }
        assertThat(report.isWhole()).isTrue();
    }

    @Test
    void shuffles() throws IOException {
        Path output = temp.resolve("out");
        Path input = Files.writeString(temp.resolve("in.csv"), "state,city\nOslo,Oslo\nViken,Moss\n");
        try (Store parts = Partd.file(output)) {
            Shuffle.of(DelimitedFormat.csv(Column.of("state")), Partitioners.hash(64, ".csv"))
                    .run(List.of(Source.file(input)), parts);
        }
        try (Store parts = Partd.file(output)) {
            BatchSink sink = parts::appendBuffers; // of a store
            Shuffle shuffle =
                    Shuffle.of(new LineFormat(), Partitioners.hash(8, ".txt")).onFault(FaultHandler.stop());
            assertThat(shuffle.run(List.of(Source.file(input)), sink).records()).isEqualTo(3);
            assertThat(parts.keys()).hasSize(64 + 3);
        }
    }

    @Test
    void shufflesInBoundedMemory() throws IOException {
        Path output = temp.resolve("out");
        Path input = Files.writeString(temp.resolve("in.csv"), "state,city\nOslo,Oslo\n");
        try (Store parts = Partd.file(output)) {
            Shuffle.of(DelimitedFormat.csv(Column.of("state")), Partitioners.hash(64, ".csv"))
                    .memory(ByteSize.of("256m"))
                    .run(List.of(Source.file(input)), parts);
            assertThat(parts.contains("part-00000.csv")).isTrue();
        }
    }

    @Test
    void leavesOutWhatHasNoPartition() throws IOException {
        Path input = Files.writeString(temp.resolve("in.csv"), "a;b;c\nd\n");
        List<String> left = new ArrayList<>();
        Consumer<String> logger = left::add;
        RecordFormat semicolons =
                DelimitedFormat.csv(Column.of("3")).delimitedBy(';').withHeader(Header.ABSENT);
        Shuffle shuffle = Shuffle.of(semicolons, Partitioners.hash(1, ""));
        Shuffle tolerant = shuffle.onFault((fault, row) -> logger.accept("left out: " + fault));
        try (Store parts = Partd.memory()) {
            assertThat(tolerant.run(List.of(Source.file(input)), parts).records())
                    .isEqualTo(1);
        }
        assertThat(left).containsExactly("left out: " + input + ":2: it has 1 column, and the key is column 3");
    }

    @Test
    void estimatesFromASample() throws IOException {
        Path input = Files.writeString(temp.resolve("in.csv"), "state,city\nOslo,Oslo\nOslo,Oslo\nViken,Moss\n");
        List<Source> sources = List.of(Source.file(input));
        RecordFormat csv = DelimitedFormat.csv(Column.of("state"));
        SourceSample sample = SourceSample.of(csv, sources, ByteSize.of("64m"));
        ShuffleEstimate estimate =
                Shuffle.of(csv, Partitioners.hash(64, ".csv")).estimate(sample);
        long heaviest = estimate.heaviest().get(0).records(); // of estimate.sample().records()
        assertThat(heaviest).isEqualTo(2);
        assertThat(estimate.sample().records()).isEqualTo(3);
    }

    @Test
    void countsKeys() {
        KeyCounts counts = new KeyCounts();
        counts.add(List.of("Oslo"));
        List<HeavyKey> heaviest = counts.heaviest(10);
        assertThat(heaviest).containsExactly(new HeavyKey(List.of("Oslo"), 1));
    }

    @Test
    void addsToTheSameRanges() throws IOException {
        Path january = Files.writeString(temp.resolve("january.csv"), "state,city\nOslo,Oslo\nViken,Moss\n");
        List<Source> sources = List.of(Source.file(january));
        RecordFormat csv = DelimitedFormat.csv(Column.of("state"));
        Ranges ranges = Partitioners.ranges(64, ".csv", csv, sources, ByteSize.of("256m"));
        List<byte[]> bounds = ranges.bounds(); // kept with the partitions
        Ranges same = Partitioners.ranges(64, ".csv", csv, bounds);
        byte[] key = "Viken".getBytes(UTF_8);
        assertThat(same.partition(key, 0, key.length)).isEqualTo(ranges.partition(key, 0, key.length));
    }

    @Test
    void assignsKeysToPartitions() throws IOException {
        byte[] key = "Louisiana".getBytes(UTF_8);
        int partition = Partitioners.hash(64, ".csv").partition(key, 0, key.length); // 23
        assertThat(partition).isEqualTo(23);
        Path january = Files.writeString(temp.resolve("january.csv"), "state,city\nOslo,Oslo\n");
        Path february = Files.writeString(temp.resolve("february.csv"), "state,city\nViken,Moss\n");
        List<Source> sources = List.of(Source.file(january), Source.file(february)); // read in this order
        RecordFormat csv = DelimitedFormat.csv(Column.of("state"));
        RecordFormat lines = new LineFormat();
        Partitioner hash = Partitioners.hash(64, ".csv"); // part-00000.csv to part-00063.csv
        Partitioner named = Partitioners.hash(64, "trips-{partition}.csv"); // trips-00000.csv to trips-00063.csv
        Partitioner distinct = Partitioners.distinct(1_000, city -> city + ".csv"); // oslo.csv, bern.csv
        Partitioner ranges = Partitioners.ranges(64, ".csv", csv, sources, ByteSize.of("256m")); // in order of keys
        assertThat(List.of(hash.name(63), ranges.name(63))).containsOnly("part-00063.csv");
        assertThat(named.name(63)).isEqualTo("trips-00063.csv");
        assertThat(distinct.name(distinct.partition(key, 0, key.length))).isEqualTo("Louisiana.csv");
        assertThat(lines.headerEnd(key, 0, key.length)).isZero();
    }

    @Test
    void readsPartitions() throws IOException {
        byte[] text = "city,fare\noslo,12\nbern,30\n".getBytes(UTF_8);
        DelimitedFormat csv = DelimitedFormat.csv();
        try (InputStream in = new ByteArrayInputStream(text)) {
            HeaderLine header = HeaderLine.read(csv, in, "trips.csv", HeaderLine.LONGEST);
            List<String> names = csv.names(header.columns());
            assertThat(names).containsExactly("city", "fare");
        }
        InputStream in = new ByteArrayInputStream(text);
        double total = 0;
        try (DelimitedReader rows = DelimitedFormat.csv().rows("part-00000.csv", in)) {
            int fare = rows.column("fare");
            for (List<String> row = rows.next(); row != null; row = rows.next()) {
                total += Double.parseDouble(row.get(fare));
            }
        }
        assertThat(total).isEqualTo(42);
        in.reset();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RecordReader records = RecordReader.open(csv, "trips.csv", in)) {
            while (records.next()) {
                out.write(records.bytes(), records.start(), records.end() - records.start());
            }
        }
        assertThat(out.toString(UTF_8)).isEqualTo("oslo,12\nbern,30\n");
        try (Store parts = Partd.memory()) {
            parts.append("oslo", text);
            BatchSink joining = new JoiningSink(parts, csv, parts::appendBuffers); // as run(sources, parts) makes it
            joining.append(Map.of("oslo", List.of(ByteBuffer.wrap(text))));
            assertThat(parts.size("oslo")).isEqualTo(2 * text.length - "city,fare\n".length());
        }
    }

    @Test
    void iteratesOverRecords() {
        byte[] header = "state,city\n".getBytes(UTF_8);
        byte[] records = "Oslo,Oslo\nViken,Moss\n".getBytes(UTF_8);
        int length = records.length;
        byte[] block = Arrays.copyOf(records, length + RecordFormat.PADDING);
        List<String> keys = new ArrayList<>();
        RecordFormat csv = DelimitedFormat.csv(Column.of("state"));
        RecordCursor cursor = csv.cursor(header);
        cursor.reset(block, 0, length);
        while (cursor.next()) {
            String key = new String(cursor.keyBytes(), cursor.keyStart(), cursor.keyEnd() - cursor.keyStart(), UTF_8);
            keys.add(key);
        }
        assertThat(keys).containsExactly("Oslo", "Viken");
    }

    @Test
    void selectsRows() throws IOException {
        Path input = Files.writeString(
                temp.resolve("in.csv"),
                "date,state,fare,tip\n2024-01-31,OR,12.5,1\n2024-02-01,WA,9,\n2024-02-02,CA,20,2\n");
        List<Source> sources = List.of(Source.file(input));
        try (Store parts = Partd.memory()) {
            BatchSink sink = parts::appendBuffers;
            RecordFormat selected = RowSelection.by(DelimitedFormat.csv(), "month(date)", "state")
                    .where("fare > 10 and state in ('OR', 'WA')")
                    .columns("date", "fare")
                    .limit(1_000);
            Shuffle.of(selected, Partitioners.hash(64, ".csv")).run(sources, sink);
            List<String> texts = new ArrayList<>();
            for (String part : parts.keys()) {
                texts.add(new String(parts.get(part), UTF_8));
            }
            assertThat(texts).contains("date,fare\n2024-01-31,12.5\n").contains("date,fare\n");
        }
        FieldFormat csv = DelimitedFormat.csv();
        RecordFormat selected = RowSelection.by(csv, "month(date)", "state").where("fare > 10");
        RecordFormat placed = RowSelection.by(csv, "state").nullKeys(NullKeys.DROP);
        assertThat(List.of(selected.keyCount(), placed.keyCount())).containsExactly(2, 1);
    }

    @Test
    void iteratesOverFields() {
        FieldFormat csv = DelimitedFormat.csv();
        ColumnName fare = KeyExpression.of("fare").column();
        byte[] header = "state,fare\n".getBytes(UTF_8);
        byte[] records = "OR,12.5\nWA,9\n".getBytes(UTF_8);
        int length = records.length;
        byte[] block = Arrays.copyOf(records, length + RecordFormat.PADDING);
        List<String> fares = new ArrayList<>();
        FieldCursor cursor = csv.fields(header, List.of(fare));
        cursor.reset(block, 0, length);
        while (cursor.next()) {
            fares.add(new String(cursor.bytes(0), cursor.from(0), cursor.to(0) - cursor.from(0), UTF_8));
        }
        assertThat(fares).containsExactly("12.5", "9");
    }

    @Test
    void parsesExpressions() {
        Condition condition = Condition.parse("state in ('OR', 'WA') and (fare > 10 or tip is not null)");
        assertThat(condition.tests()).hasSize(4);
        io.partd.expression.Test test = Condition.parse("fare >= 10").tests().get(0);
        String column = test.column().text(); // fare
        assertThat(column).isEqualTo("fare");
        KeyExpression month = KeyExpression.of("month(pickup)");
        String name = month.name(); // pickup_month
        assertThat(name).isEqualTo("pickup_month");
        byte[] text = "Portland".getBytes(UTF_8);
        boolean matches = LikePattern.of("Port%").matches(text, 0, text.length); // true
        assertThat(matches).isTrue();
        SortOrder order = SortOrder.parse("number(fare) desc, city");
        boolean descending = order.columns().get(0).descending(); // true
        assertThat(descending).isTrue();
        int either = Truth.TRUE | Truth.FALSE;
        boolean mayBeTrue = (Truth.and(either, Truth.UNKNOWN) & Truth.TRUE) != 0; // false
        assertThat(mayBeTrue).isFalse();
    }

    @Test
    void anLz4FrameIsDecompressed() throws IOException {
        byte[] frame = HexFormat.of().parseHex("04224d18604082050000806369646572" + "00000000");
        byte[] piece = Lz4Frame.decompress(frame, SizeLimit.DEFAULT);
        assertThat(piece).asString().isEqualTo("cider");
    }

    @Test
    void aBufferSaysWhatItSpilled() throws IOException {
        Path directory = temp.resolve("log");
        byte[] fjord = "7,fjord\n".getBytes(UTF_8);
        try (Store trips = Partd.log(directory).with(WriteBuffer.of("256m"))) {
            trips.append("oslo", fjord);
            trips.flush();
            StoreMetrics buffer = trips.metrics().get(0); // the log's come after it
            long spilled = buffer.of(StoreMetrics.Operation.SPILL).bytes();
            Duration slow = buffer.of(StoreMetrics.Operation.APPEND).latency().percentile(99);
            assertThat(spilled).isEqualTo(fjord.length);
            assertThat(slow).isLessThan(Duration.ofMinutes(1));
        }
    }

    @Test
    void linesAreReadLazily() throws IOException {
        Path file = Files.writeString(temp.resolve("lines"), "oslo\nbern\n");
        Optional<String> first;
        BufferedReader reader = Files.newBufferedReader(file);
        try (Stream<String> lines = LazyStream.of(reader::readLine, reader)) { // closing it closes the reader
            first = lines.findFirst();
        } // an IOException of the reader is thrown as an UncheckedIOException
        assertThat(first).hasValue("oslo");
        assertThatThrownBy(reader::ready).hasMessage("Stream closed");
    }
}
