package io.partd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.buffer.WriteBuffer;
import io.partd.codec.Codecs;
import io.partd.codec.ItemCodec;
import io.partd.codec.Zlib;
import io.partd.shuffle.Column;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.Partitioners;
import io.partd.shuffle.Shuffle;
import io.partd.shuffle.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs in a JVM that has core's classes, and neither JNA nor hash4j. */
class WithoutLibrariesTest {

    @TempDir
    private Path directory;

    private record Trip(String city, int fare) {}

    private static final class TripCodec implements ItemCodec<Trip> {

        @Override
        public byte[] encode(Trip trip) {
            return (trip.city() + ',' + trip.fare()).getBytes(UTF_8);
        }

        @Override
        public Trip decode(byte[] bytes) {
            String[] fields = new String(bytes, UTF_8).split(",");
            return new Trip(fields[0], Integer.parseInt(fields[1]));
        }
    }

    static final class Memory {

        private Memory() {}

        public static void main(String[] arguments) throws IOException {
            for (Store store : List.of(
                    Partd.memory(),
                    Partd.open("memory:"),
                    Partd.memory().with(Zlib.codec()),
                    Partd.memory().with(WriteBuffer.of("1m")),
                    Partd.open("memory:").with(Zlib.codec()).with(WriteBuffer.of("1m")))) {
                try (store) {
                    store.append("oslo", "fjord,".getBytes(UTF_8));
                    try (BatchWriter<byte[]> writer = store.batchWriter(ByteSize.of("1m"))) {
                        writer.append("oslo", "museum".getBytes(UTF_8));
                    }
                    System.out.println(store + ": " + new String(store.get("oslo"), UTF_8));
                }
            }
            try (Partd<List<Trip>> trips =
                    Partd.memory().with(WriteBuffer.of("1m")).with(new TripCodec())) {
                trips.append("oslo", List.of(new Trip("oslo", 12)));
                System.out.println(trips.get("oslo"));
            }
            System.out.println(Codecs.names());
        }
    }

    static final class Ranges {

        private Ranges() {}

        public static void main(String[] arguments) throws IOException {
            DelimitedFormat csv = DelimitedFormat.csv(Column.of("city"));
            List<Source> sources = List.of(Source.file(Path.of(arguments[0])));
            try (Store parts = Partd.memory()) {
                Shuffle.of(csv, Partitioners.ranges(2, ".csv", csv, sources, Shuffle.MIN_MEMORY))
                        .memory(Shuffle.MIN_MEMORY)
                        .run(sources, parts);
                System.out.println(parts.keys());
            }
        }
    }

    /** Prints what the exception says that each factory of a store in a directory throws, twice. */
    static final class Directories {

        private Directories() {}

        public static void main(String[] arguments) {
            for (String uri : List.of("log:" + arguments[0], "file:" + arguments[0], "log:" + arguments[0])) {
                try (Store store = Partd.open(uri)) {
                    System.out.println(store);
                } catch (IOException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    void memoryStoresAndTheirLayersNeedNone() throws Exception {
        try (ChildProcess child = ChildProcess.jvmWithoutLibraries(Memory.class)) {
            assertThat(child.join())
                    .containsExactly(
                            "Memory: fjord,museum",
                            "Memory: fjord,museum",
                            "Zlib(Memory): fjord,museum",
                            "Buffer[1m](Memory): fjord,museum",
                            "Buffer[1m](Zlib(Memory)): fjord,museum",
                            "[Trip[city=oslo, fare=12]]",
                            "[zlib]");
        }
    }

    @Test
    void aShuffleByRangesIntoMemoryNeedsNone() throws Exception {
        Path csv = directory.resolve("trips.csv");
        Files.writeString(csv, "city,fare\nbern,3\noslo,12\n");
        try (ChildProcess child = ChildProcess.jvmWithoutLibraries(Ranges.class, csv.toString())) {
            assertThat(child.join()).containsExactly("[part-00000.csv, part-00001.csv]");
        }
    }

    @Test
    void aStoreInADirectorySaysWhichOneItNeeds() throws Exception {
        Path dataset = directory.resolve("trips");
        try (ChildProcess child = ChildProcess.jvmWithoutLibraries(Directories.class, dataset.toString())) {
            assertThat(child.join())
                    .hasSize(3)
                    .containsOnly(
                            "JNA is missing: there is no class com.sun.jna.Platform; add its jar to the class path;"
                                    + " or use -Dpartd.calls=portable, which does without native code");
        }
        assertThat(dataset).doesNotExist();
    }
}
