package io.partd.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.BatchWriter;
import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Section;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.ItemPartd;
import io.partd.codec.Zlib;
import io.partd.shuffle.Column;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.Partitioners;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.Shuffle;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java in the documents; {@link DocumentedCodeTest} checks that it is the same. */
@EnabledOnOs(OS.LINUX)
@SuppressWarnings("try")
final class ExamplesTest {

    @TempDir
    private Path temp;

    @Test
    void appendsAndReadsBack() throws IOException {
        Path directory = temp.resolve("trips");
        try (Store trips = Partd.log(directory).with(Zlib.codec()).with(WriteBuffer.of("256m"))) {
            trips.append("oslo", "7,fjord\n".getBytes(UTF_8));
            trips.append(Map.of(
                    "oslo", "9,museum\n".getBytes(UTF_8),
                    "bern", "3,old town\n".getBytes(UTF_8)));
            byte[] oslo = trips.get("oslo"); // 7,fjord 9,museum: in the order of the appends
            assertThat(oslo).asString(UTF_8).isEqualTo("7,fjord\n9,museum\n");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Store trips = Partd.log(directory).with(Zlib.codec())) {
            for (String city : trips.keys()) {
                try (InputStream in = trips.open(city)) { // of any size, and as of now
                    in.transferTo(out);
                }
            }
            List<byte[]> two = trips.get(List.of("bern", "oslo")); // one moment's values of both
            byte[] taken = trips.pop("bern"); // read and delete, with no append lost in between
            boolean first = trips.iset("schema", "fare,place".getBytes(UTF_8)); // the first one wins
            try (Section section = trips.lock()) { // other threads and processes wait
                if (trips.size("oslo") > 1_000_000) {
                    trips.delete("oslo");
                }
            }
            assertThat(two.get(1)).asString(UTF_8).isEqualTo("7,fjord\n9,museum\n");
            assertThat(taken).asString(UTF_8).isEqualTo("3,old town\n");
            assertThat(first).isTrue();
            assertThat(trips.keys()).containsExactly("oslo", "schema");
        }
        assertThat(out).asString().isEqualTo("3,old town\n7,fjord\n9,museum\n");
    }

    @Test
    void gathersSmallAppends() throws IOException {
        List<String> lines = List.of("oslo,7", "bern,3", "oslo,9");
        try (Store trips = Partd.log(temp.resolve("gathered"))) {
            try (BatchWriter<byte[]> writer = trips.batchWriter(ByteSize.of("16m"))) { // one for each thread
                for (String line : lines) {
                    String city = line.substring(0, line.indexOf(','));
                    writer.append(city, (line + "\n").getBytes(UTF_8));
                }
            } // all of it is appended
            assertThat(trips.get("oslo")).asString(UTF_8).isEqualTo("oslo,7\noslo,9\n");
        }
    }

    @Test
    void appendsFromWhereBytesAre() throws IOException {
        byte[] block = "7,fjord\n9,museum\n".getBytes(UTF_8);
        Path file = Files.writeString(temp.resolve("more.csv"), "3,old town\n");
        try (Store trips = Partd.memory()) {
            trips.append("oslo", block, 0, 8); // a range of an array
            trips.append("oslo", ByteBuffer.wrap(block, 8, 9)); // what remains in a buffer
            try (InputStream in = Files.newInputStream(file)) {
                trips.append("bern", in); // one append, from memory
            }
            try (InputStream in = Files.newInputStream(file)) {
                trips.appendBlocks("bern", in, ByteSize.of("64m")); // of any length; each block is an append
            }
            assertThat(trips.get("oslo")).isEqualTo(block);
            assertThat(trips.get("bern")).asString(UTF_8).isEqualTo("3,old town\n3,old town\n");
        }
    }

    @Test
    void looksForKeysAndSections() throws IOException {
        List<String> cities = new ArrayList<>();
        try (Store trips = Partd.memory()) {
            trips.append(Map.of("2025/oslo", new byte[1], "2024/bern", new byte[1], "2025/bern", new byte[1]));
            try (Stream<String> keys = trips.keys("2025/")) { // in order, as of now
                keys.forEach(cities::add);
            }
            boolean known = trips.contains("2025/oslo");
            Optional<Section> section = trips.tryLock(Duration.ofSeconds(5)); // or tryLock(), not to wait at all
            if (section.isPresent()) {
                trips.delete("2025/oslo");
                section.get().close();
            }
            assertThat(known).isTrue();
            assertThat(cities).containsExactly("2025/bern", "2025/oslo");
            assertThat(trips.contains("2025/oslo")).isFalse();
        }
    }

    @Test
    void storesOwnTypes() throws IOException {
        Path directory = temp.resolve("typed");
        try (ItemPartd<Trip> trips = Partd.log(directory).with(new TripCodec())) {
            trips.add("oslo", new Trip("oslo", 7.50));
            List<Trip> oslo = trips.get("oslo");
            assertThat(oslo).containsExactly(new Trip("oslo", 7.5));
        }
    }

    @Test
    void findsThePartitionOfAKey() throws IOException {
        byte[] key = "Louisiana".getBytes(StandardCharsets.UTF_8);
        int partition = Partitioners.hash(64, ".csv").partition(key, 0, key.length); // 23
        assertThat(partition).isEqualTo(23);
    }

    @Test
    void shufflesTheExample() throws IOException {
        Path directory = temp.resolve("parts");
        Path input = DocumentedCodeTest.ROOT.resolve("examples/birdstrikes.csv");
        RecordFormat csv = DelimitedFormat.csv(Column.of("Origin State"));
        try (Store parts = Partd.file(directory)) {
            ShuffleSummary done = Shuffle.of(csv, Partitioners.hash(8, ".csv"))
                    .memory(ByteSize.of("256m"))
                    .run(List.of(Source.file(input)), parts);
            long rows = done.records(); // 10,000
            assertThat(rows).isEqualTo(10_000);
            assertThat(parts.keys()).hasSize(8);
        }
        assertThat(Files.readAllLines(directory.resolve("part-00005.csv"))).allMatch(line -> line.contains(","));
    }
}
