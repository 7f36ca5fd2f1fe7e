package io.partd.codecs.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.FailingStore;
import io.partd.InvalidKeyException;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import io.partd.UnreadableOnce;
import io.partd.codec.Codecs;
import io.partd.log.LogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the layer says of types, keys and pieces. */
final class NumpyTest {

    private static final NumpyArray DOUBLES = NumpyArray.of(new double[] {1.5, 2.5});
    private static final NumpyArray LONGS = NumpyArray.of(new long[] {1, 2});

    @TempDir
    private Path directory;

    @Test
    void isFoundByItsName() {
        assertThat(Codecs.named("numpy")).isSameAs(Numpy.codec()).hasToString("Numpy");
    }

    @Test
    void anAppendOfAnotherTypeIsRefusedAndAddsNothing() throws IOException {
        Store store = Partd.memory();
        Partd<NumpyArray> partd = store.with(Numpy.codec());
        partd.append("x", DOUBLES);
        assertThatThrownBy(() -> partd.append(Map.of("x", LONGS, "y", LONGS)))
                .isInstanceOf(IOException.class)
                .hasMessage("key 'x' holds elements of <f8; <i8 cannot be appended");
        assertThatThrownBy(() -> partd.append("x", NumpyArray.of(DType.of(">f8"), new double[] {1})))
                .hasMessage("key 'x' holds elements of <f8; >f8 cannot be appended");
        assertThat(store.keys()).containsExactly("x", "x.dtype");
        assertThat(partd.get("x")).isEqualTo(DOUBLES);
        assertThat(partd.iset("x", LONGS)).isFalse();
        partd.pop("x");
        assertThat(store.keys()).isEmpty();
        partd.append("x", LONGS);
        assertThat(partd.get("x")).isEqualTo(LONGS);
    }

    @Test
    void ofFirstAppendsWithDifferentTypesOneWins() throws IOException {
        try (Partd<NumpyArray> partd = Partd.log(directory.resolve("log")).with(Numpy.codec())) {
            List<NumpyArray> arrays = List.of(DOUBLES, LONGS, NumpyArray.of("a"), NumpyArray.ofObjects(List.of("a")));
            for (int round = 0; round < 50; round++) {
                String key = "x" + round;
                AtomicInteger won = new AtomicInteger();
                AtomicInteger winner = new AtomicInteger();
                Parallel.run(arrays.size(), thread -> {
                    try {
                        partd.append(key, arrays.get(thread));
                        won.incrementAndGet();
                        winner.set(thread);
                    } catch (IOException e) {
                        assertThat(e).hasMessageContaining(" cannot be appended");
                    }
                });
                assertThat(won).hasValue(1);
                assertThat(partd.get(key)).isEqualTo(arrays.get(winner.get()));
            }
        }
    }

    @Test
    void anAppendThatFailsHasSetNoType() throws IOException {
        FailingStore failing = new FailingStore(Partd.memory(), 1);
        Partd<NumpyArray> partd = failing.with(Numpy.codec());
        assertThatThrownBy(() -> partd.append("x", DOUBLES)).isInstanceOf(IOException.class);
        failing.setFailing(false);
        partd.append("x", LONGS);
        assertThat(partd.get("x")).isEqualTo(LONGS);
    }

    @Test
    void keysOfTypesAreRefusedAndHidden() throws IOException {
        Store store = Partd.memory();
        Partd<NumpyArray> partd = store.with(Numpy.codec());
        store.append("lonely.dtype", "any".getBytes(StandardCharsets.UTF_8));
        partd.append("x", LONGS);
        assertThat(partd.keys()).containsExactly("x");
        for (Parallel.Action action : List.<Parallel.Action>of(
                () -> partd.append("x.dtype", LONGS),
                () -> partd.append(Map.of("y", LONGS, "x.dtype", LONGS)),
                () -> partd.get("x.dtype"),
                () -> partd.pop("x.dtype"),
                () -> partd.stream("x.dtype"),
                () -> partd.iset("x.dtype", LONGS),
                () -> partd.size("x.dtype"),
                () -> partd.delete("x.dtype"))) {
            assertThatThrownBy(action::run)
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessage("key 'x.dtype': a key that ends in .dtype holds the type of another one's elements");
        }
        assertThat(store.keys()).containsExactly("lonely.dtype", "x", "x.dtype");
    }

    @Test
    void anAbsentKeyIsAnEmptyArrayOfDoubles() throws IOException {
        Partd<NumpyArray> partd = Partd.memory().with(Numpy.codec());
        assertThat(partd.get("x")).isEqualTo(NumpyArray.of(new double[0])).hasToString("<f8[0]");
        assertThat(partd.iset("x", NumpyArray.of(new long[0]))).isFalse();
        assertThat(partd.get("x")).hasToString("<f8[0]");
        partd.append("x", NumpyArray.of(new long[0]));
        assertThat(partd.get("x")).hasToString("<i8[0]");
        assertThat(partd.keys()).isEmpty();
        assertThat(partd.size("x")).isZero();
        assertThatThrownBy(() -> partd.append("x", DOUBLES)).hasMessageContaining("cannot be appended");
        assertThat(partd.iset("x", LONGS)).isTrue();
        assertThat(partd.size("x")).isEqualTo(16);
    }

    @Test
    void aStreamHasBlocksOfWholeElements() throws IOException {
        Partd<NumpyArray> partd = Partd.memory().with(Numpy.codec());
        NumpyArray records = NumpyArray.ofBytes(DType.of("|V7"), new byte[7 * 200_000]);
        NumpyArray large = NumpyArray.ofBytes(DType.of("|V1200000"), new byte[2_400_000]);
        partd.append(Map.of("x", records, "y", large));
        try (Stream<NumpyArray> pieces = partd.stream("x")) {
            assertThat(pieces.map(NumpyArray::length)).containsExactly(149_796, 50_204);
        }
        try (Stream<NumpyArray> pieces = partd.stream("y")) {
            assertThat(pieces.map(NumpyArray::length)).containsExactly(1, 1);
        }
    }

    @Test
    void objectsThatCannotBeStoredKeepTheBatchOut() throws IOException {
        Partd<NumpyArray> partd = Partd.memory().with(Numpy.codec());
        assertThatThrownBy(() -> partd.append(Map.of("x", NumpyArray.ofObjects(List.of(new Object())), "y", LONGS)))
                .isInstanceOf(IOException.class);
        assertThat(partd.keys()).isEmpty();
    }

    @Test
    void aLogIsReadWithoutACopy() throws IOException {
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            Partd<NumpyArray> partd = log.with(Numpy.codec());
            double[] numbers = new double[100_000];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i;
            }
            for (String type : List.of("<f8", ">f8")) {
                partd.append(type, NumpyArray.of(DType.of(type), numbers));
                partd.append(type, NumpyArray.of(DType.of(type), new double[] {-1}));
                List<Double> read = new ArrayList<>();
                MappedArrays.read(log, type, DType.of(type), part -> {
                    assertThat(part.isReadOnly()).isTrue();
                    while (part.hasRemaining()) {
                        read.add(part.getDouble());
                    }
                });
                assertThat(read).hasSize(100_001).startsWith(0.0, 1.0, 2.0).endsWith(99_999.0, -1.0);
            }
            assertThatThrownBy(() -> MappedArrays.read(log, "<f8", DType.of("<i8"), part -> {}))
                    .hasMessage("key '<f8' holds elements of <f8, not of <i8");
            MappedArrays.read(log, "nothing", DType.of("<i8"), part -> {
                throw new AssertionError(part);
            });
            log.raw().append("<f8", new byte[3]);
            assertThatThrownBy(() -> MappedArrays.read(log, "<f8", DType.of("<f8"), part -> {}))
                    .hasMessage("key '<f8': 800011 bytes are no whole number of elements of 8 bytes, <f8");
        }
    }

    @Test
    void elementsThatLieInTwoPartsAreWholeAgain() throws IOException {
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            NumpyArray records = NumpyArray.ofBytes(DType.of("|V70001"), new byte[70_001 * 30]);
            log.with(Numpy.codec()).append("x", records);
            AtomicInteger elements = new AtomicInteger();
            MappedArrays.read(log, "x", records.dtype(), part -> {
                assertThat(part.remaining() % 70_001).isZero();
                elements.addAndGet(part.remaining() / 70_001);
            });
            assertThat(elements).hasValue(30);
        }
    }

    /** Else it would go on with the block after the one of which a part was lost. */
    @Test
    void aStreamYieldsNothingAfterAFailure() throws IOException {
        try (Store memory = Partd.memory()) {
            memory.with(Numpy.codec()).append("x", NumpyArray.of(new long[1 << 19]));
            Partd<NumpyArray> arrays = new UnreadableOnce(memory, 3 << 19).with(Numpy.codec());
            try (Stream<NumpyArray> stream = arrays.stream("x")) {
                Iterator<NumpyArray> blocks = stream.iterator();
                assertThat(blocks.next().length()).isEqualTo(1 << 17);
                assertThatThrownBy(blocks::hasNext).isInstanceOf(OutOfMemoryError.class);
                assertThatThrownBy(blocks::hasNext)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("key 'x' could not be read: Java heap space");
            }
        }
    }
}
