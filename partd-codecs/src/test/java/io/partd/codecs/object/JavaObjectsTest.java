package io.partd.codecs.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.codec.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract on lists of records. */
@Timeout(300)
final class JavaObjectsTest extends PartdContract<List<JavaObjectsTest.Trip>> {

    private static final Codec<List<Trip>> TRIPS = JavaObjects.codec(Trip.class, Way.class, ArrayList.class);

    private @Nullable KeptStore kept;

    enum Way {
        RAIL,
        SEA
    }

    @SuppressWarnings("ArrayRecordComponent") // equal by what is in it
    record Trip(String to, int minutes, Way way, ArrayList<Object> stops, int[] fares) implements Serializable {

        @Override
        public boolean equals(Object other) {
            return other instanceof Trip that && toString().equals(that.toString());
        }

        @Override
        public int hashCode() {
            return toString().hashCode();
        }

        @Override
        public String toString() {
            return to + minutes + way + stops + Arrays.toString(fares);
        }
    }

    /** What must not be made, as it would show. */
    static final class Trap implements Serializable {

        private static final long serialVersionUID = 1L;

        private static boolean sprung;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            sprung = true;
        }
    }

    static class Base implements Serializable {

        private static final long serialVersionUID = 1L;

        final int base = 1;
    }

    static final class Derived extends Base {

        private static final long serialVersionUID = 1L;

        final Integer derived = 2;
    }

    @Override
    protected Partd<List<Trip>> make() {
        kept = new KeptStore(Partd.memory());
        return kept.handle().with(TRIPS);
    }

    @Override
    protected @Nullable Partd<List<Trip>> reopen() {
        return kept == null ? null : kept.handle().with(TRIPS);
    }

    @Override
    protected List<Trip> value(int number) {
        return List.of(trip(number, "a"), trip(number, 2L));
    }

    private static Trip trip(int number, Object stop) {
        return new Trip("bergen", number, Way.RAIL, new ArrayList<>(List.of(stop)), new int[] {number});
    }

    @Override
    protected List<Trip> joined(List<List<Trip>> values) {
        return values.stream().flatMap(List::stream).toList();
    }

    @Override
    protected List<?> sortedPieces(List<Trip> value) {
        return value.stream().map(Trip::toString).sorted().toList();
    }

    @Override
    protected String shown() {
        return "JavaObjects\\[Trip\\]\\(Memory\\)";
    }

    @Test
    void readsSubclassesPrimitivesAndNull() throws IOException {
        Codec<List<Base>> codec = JavaObjects.codec(Base.class, Derived.class);
        List<Base> read = codec.decode(codec.encode(Arrays.asList(new Derived(), new Base(), null)));
        assertThat(read).hasSize(3).element(2).isNull();
        assertThat(((Derived) read.get(0)).derived + read.get(0).base).isEqualTo(3);
        Codec<List<long[][]>> arrays = JavaObjects.codec(long[][].class);
        assertThat(arrays.decode(arrays.encode(Collections.singletonList(new long[][] {{1}, {}}))))
                .hasSize(1);
        assertThat(TRIPS.decode(TRIPS.encode(List.of()))).isEmpty();
    }

    @Test
    void refusesOtherClassesByNameBeforeTheyAreStored() throws IOException {
        Partd<List<Trip>> partd = fresh();
        assertThatThrownBy(() -> partd.append(Map.of("x", value(1), "y", List.of(trip(1, new Trap())))))
                .isInstanceOf(InvalidClassException.class)
                .hasMessage(Trap.class.getName() + "; not among the classes that are allowed");
        assertThat(partd.keys()).isEmpty();
        assertThat(Trap.sprung).isFalse();
        assertThatThrownBy(() -> JavaObjects.codec(Trip.class, Thread.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.Thread is not serializable");
    }

    @Test
    void refusesOtherClassesInStoredBytes() throws IOException {
        for (Object trap : List.of(
                new Trap(),
                new Trap[1],
                new HashSet<>(),
                Trap.class,
                Thread.State.NEW,
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Runnable.class}, (p, m, a) -> null),
                (Runnable & Serializable) () -> {})) {
            try {
                byte[] payload = payload(1, trap);
                assertThatThrownBy(() -> TRIPS.decode(payload))
                        .isInstanceOf(InvalidClassException.class)
                        .hasMessageContaining("allowed");
            } catch (java.io.NotSerializableException e) {
                assertThat(trap).isInstanceOf(Proxy.class);
            }
        }
        assertThat(Trap.sprung).isFalse();
        byte[] other = payload(1, "text");
        assertThatThrownBy(() -> TRIPS.decode(other))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("objects cannot be read: ");
    }

    @Test
    void believesNoCountOrLength() throws IOException {
        assertThatThrownBy(() -> TRIPS.decode(payload(-1))).hasMessage("a list of 4294967295 objects in 10 bytes");
        assertThatThrownBy(() -> TRIPS.decode(payload(1 << 30))).hasMessage("a list of 1073741824 objects in 10 bytes");
        assertThatThrownBy(() -> TRIPS.decode(payload(1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TRIPS.decode(payload(0, "more")))
                .hasMessage("there is more after the last of 0 objects");
        Codec<List<int[]>> arrays = JavaObjects.codec(int[].class);
        byte[] payload = arrays.encode(List.of(new int[0]));
        payload[payload.length - 4] = 0x7f;
        assertThatThrownBy(() -> arrays.decode(payload))
                .hasMessage("an array of 2130706432 elements in " + payload.length + " bytes");
    }

    @Test
    void believesNoLengthsThatAreTogetherMoreThanThereIs() throws IOException {
        Codec<List<int[][]>> arrays = JavaObjects.codec(int[][].class);
        byte[] payload = arrays.encode(List.<int[][]>of(new int[1][0]));
        ByteBuffer.wrap(payload).putInt(payload.length - Integer.BYTES, payload.length);
        assertThatThrownBy(() -> arrays.decode(payload))
                .hasMessage("arrays of " + (1 + payload.length) + " elements in " + payload.length + " bytes");
    }

    @Test
    void keepsManySmallMaps() throws IOException {
        Codec<List<Trip>> trips = JavaObjects.codec(Trip.class, Way.class, ArrayList.class, HashMap.class);
        List<Trip> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(trip(0, new HashMap<>(Map.of("", ""))));
        }
        assertThat(trips.decode(trips.encode(many))).isEqualTo(many);
    }

    @Test
    void refusesDeepNestingBeforeItIsStored() throws IOException {
        Trip trip = trip(0, 0L);
        for (int i = 0; i < 90; i++) {
            trip = trip(0, trip);
        }
        assertThat(TRIPS.decode(TRIPS.encode(List.of(trip)))).containsExactly(trip);
        for (int depth : new int[] {110, 100_000}) {
            Trip deep = trip(0, 0L);
            for (int i = 0; i < depth; i++) {
                deep = trip(0, deep);
            }
            List<Trip> list = List.of(deep);
            assertThatThrownBy(() -> TRIPS.encode(list))
                    .isInstanceOf(IOException.class)
                    .hasMessage("objects are nested more than 200 deep");
        }
    }

    @Test
    void everyCutIsRefused() throws IOException {
        byte[] payload = TRIPS.encode(value(5));
        for (int length = 0; length < payload.length; length++) {
            assertThat(isRead(Arrays.copyOf(payload, length))).isFalse();
        }
        assertThat(isRead(Arrays.copyOf(payload, payload.length + 1))).isFalse();
    }

    @Test
    void noiseIsRefusedOrHarmless() throws IOException {
        Random random = new Random(17);
        byte[] good = TRIPS.encode(value(5));
        byte[] traps = payload(2, trip(1, new ArrayList<>(List.of(new Trap(), Set.of(1)))), new Trap());
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] payload = i % 5 == 0 ? traps.clone() : good.clone();
            for (int j = random.nextInt(2); j >= 0; j--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            read += isRead(payload) ? 1 : 0;
        }
        assertThat(read).isBetween(100, 45_000);
        assertThat(Trap.sprung).isFalse();
    }

    private static boolean isRead(byte[] payload) {
        try {
            TRIPS.decode(payload);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What a writer without scruples stores. */
    private static byte[] payload(int count, Object... objects) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeInt(count);
            for (Object object : objects) {
                out.writeObject(object);
            }
        }
        return bytes.toByteArray();
    }
}
