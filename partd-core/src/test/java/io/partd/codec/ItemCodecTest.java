package io.partd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.BatchWriter;
import io.partd.ByteSize;
import io.partd.CorruptDataException;
import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.RecordingStore;
import io.partd.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract on a partd of lists of numbers, and what is special about items. */
final class ItemCodecTest extends PartdContract<List<Integer>> {

    /** Numbers as decimal text. */
    private static final class Numbers implements ItemCodec<Integer> {

        @Override
        public byte[] encode(Integer item) throws IOException {
            if (item < 0) {
                throw new IOException(item + " is negative");
            }
            return item.toString().getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public Integer decode(byte[] payload) {
            return Integer.valueOf(new String(payload, StandardCharsets.US_ASCII));
        }

        @Override
        public String toString() {
            return "Numbers";
        }
    }

    private @Nullable KeptStore kept;

    @Override
    protected Partd<List<Integer>> make() {
        kept = new KeptStore(Partd.memory());
        return kept.handle().with(new Numbers());
    }

    @Override
    protected @Nullable Partd<List<Integer>> reopen() {
        return kept == null ? null : kept.handle().with(new Numbers());
    }

    @Override
    protected List<Integer> value(int number) {
        return List.of(number, number);
    }

    @Override
    protected List<Integer> joined(List<List<Integer>> values) {
        return values.stream().flatMap(List::stream).toList();
    }

    @Override
    protected List<Integer> sortedPieces(List<Integer> value) {
        return value.stream().sorted().toList();
    }

    @Override
    protected String shown() {
        return "Numbers\\(Memory\\)";
    }

    @Test
    void itemsAreAddedOneByOneAndReadAsAList() throws IOException {
        ItemPartd<Integer> numbers = Partd.memory().with(new Numbers());
        numbers.add("x", 1);
        numbers.append("x", List.of(2, 3));
        numbers.append("x", List.of());
        numbers.append("y", List.of());
        assertThat(numbers.get("x")).containsExactly(1, 2, 3);
        assertThat(numbers.get("y")).isEmpty();
        assertThat(numbers.keys()).containsExactly("x");
        try (Stream<Integer> items = numbers.items("x")) {
            assertThat(items).containsExactly(1, 2, 3);
        }
        assertThat(numbers.iset("y", List.of())).isFalse();
        List<Integer> all = numbers.get("x");
        all.clear(); // it is the caller's
        assertThat(numbers.get("x")).hasSize(3);
    }

    @Test
    void aWriterGathersItems() throws IOException {
        RecordingStore store = new RecordingStore(Partd.memory());
        ItemPartd<Integer> numbers = store.with(new Numbers());
        List<Integer> expected = new ArrayList<>();
        try (BatchWriter<Integer> writer = numbers.itemWriter(ByteSize.of("16k"))) {
            for (int i = 0; i < 3000; i++) {
                writer.append("x", i);
                expected.add(i);
            }
        }
        assertThat(numbers.get("x")).isEqualTo(expected);
        assertThat(store.batches()).hasSizeLessThan(6);
    }

    @Test
    void anItemThatCannotBeEncodedKeepsTheBatchOut() throws IOException {
        ItemPartd<Integer> numbers = Partd.memory().with(new Numbers());
        assertThatThrownBy(() -> numbers.append("x", List.of(1, -1))).hasMessage("-1 is negative");
        assertThatThrownBy(() -> numbers.append("x", Arrays.asList(1, null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("item");
        assertThatThrownBy(() -> numbers.add("x", null)).isInstanceOf(NullPointerException.class);
        assertThat(numbers.keys()).isEmpty();
    }

    @Test
    void aFrameThatIsNoItemIsCorrupt() throws IOException {
        Store store = Partd.memory();
        store.append("x", new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 'x'});
        assertThatThrownBy(() -> store.with(new Numbers()).get("x"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("key 'x', frame 1 at byte 0");
    }
}
