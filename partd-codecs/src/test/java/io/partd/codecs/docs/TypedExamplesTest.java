package io.partd.codecs.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Partd;
import io.partd.codec.Codec;
import io.partd.codec.Zlib;
import io.partd.codecs.msgpack.Msgpack;
import io.partd.codecs.object.JavaObjects;
import io.partd.codecs.pickle.Globals;
import io.partd.codecs.pickle.Pickle;
import io.partd.codecs.pickle.PickleReader;
import io.partd.codecs.pickle.PickleWriter;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java about typed codecs in {@code docs/}. */
final class TypedExamplesTest {

    @TempDir
    private Path temp;

    @Test
    void sharesADatasetWithPython() throws IOException {
        Path directory = temp.resolve("trips");
        try (Partd<List<Object>> trips =
                Partd.file(directory).with(Zlib.codec()).with(Pickle.codec())) {
            trips.append("oslo", List.of(Map.of("to", "bergen", "day", LocalDate.of(2026, 6, 21))));
            List<Object> all = trips.get("oslo");
            assertThat(all).isEqualTo(List.of(Map.of("to", "bergen", "day", LocalDate.of(2026, 6, 21))));
        }
        try (Partd<List<Object>> trips = Partd.file(temp.resolve("msgpack")).with(Msgpack.codec())) {
            trips.append("oslo", List.of(Map.of("to", "bergen", "minutes", 394L)));
            assertThat(trips.get("oslo"))
                    .hasToString(trips.get("oslo").toString())
                    .hasSize(1);
        }
    }

    @Test
    void allowsAnotherClass() throws IOException {
        byte[] bytes = "cshop\nprice\n(I394\nVNOK\ntR.".getBytes(UTF_8);
        Globals globals =
                Globals.standard().with("shop", "price", arguments -> arguments.get(0) + " " + arguments.get(1));
        PickleReader reader = new PickleReader().with(globals);
        Object price = reader.read(bytes);
        assertThat(price).isEqualTo("394 NOK");
        Codec<List<Object>> codec = Pickle.codec(PickleWriter.ofProtocol(5), reader);
        assertThat(codec).hasToString("Pickle");
        assertThatThrownBy(() -> new PickleReader().read(bytes))
                .hasMessage("GLOBAL at byte 0: pickle names the class 'shop.price', which is not allowed");
    }

    record Trip(String from, String to, int minutes) implements Serializable {}

    @Test
    void storesRecords() throws IOException {
        Path directory = temp.resolve("trips");
        try (Partd<List<Trip>> trips = Partd.log(directory).with(JavaObjects.codec(Trip.class))) {
            trips.append("oslo", List.of(new Trip("oslo", "bergen", 394)));
            List<Trip> all = trips.get("oslo");
            assertThat(all).containsExactly(new Trip("oslo", "bergen", 394));
        }
    }

    /** Whole numbers, as text with a comma behind each. */
    static final class Numbers implements Codec<List<Long>> {

        @Override
        public byte[] encode(List<Long> numbers) {
            StringBuilder text = new StringBuilder();
            numbers.forEach(number -> text.append(number).append(','));
            return text.toString().getBytes(UTF_8);
        }

        @Override
        public List<Long> decode(byte[] payload) {
            String text = new String(payload, UTF_8);
            return Stream.of(text.split(",")).map(Long::valueOf).toList();
        }

        @Override
        public List<Long> join(List<List<Long>> values) {
            return values.stream().flatMap(List::stream).toList();
        }

        @Override
        public String toString() {
            return "Numbers";
        }
    }

    @Test
    void usesItsOwnCodec() throws IOException {
        try (Partd<List<Long>> minutes = Partd.memory().with(new Numbers())) {
            minutes.append("oslo", List.of(394L, 55L));
            minutes.append("oslo", List.of(7L));
            assertThat(minutes.get("oslo")).containsExactly(394L, 55L, 7L);
        }
    }
}
