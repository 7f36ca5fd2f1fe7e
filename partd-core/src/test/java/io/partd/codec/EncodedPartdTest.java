package io.partd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.FailingStore;
import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract on a partd of values that are no bytes: lists of words. */
final class EncodedPartdTest extends PartdContract<List<String>> {

    private @Nullable KeptStore kept;

    @Override
    protected Partd<List<String>> make() {
        kept = new KeptStore(Partd.memory());
        return over(kept.handle());
    }

    @Override
    protected @Nullable Partd<List<String>> reopen() {
        return kept == null ? null : over(kept.handle());
    }

    private static Partd<List<String>> over(Store store) {
        return store.with(WriteBuffer.of("4k")).with(Zlib.codec()).with(new Words());
    }

    @Override
    protected List<String> value(int number) {
        return List.of("number", Integer.toString(number));
    }

    @Override
    protected List<String> joined(List<List<String>> values) {
        return values.stream().flatMap(List::stream).toList();
    }

    @Override
    protected List<String> sortedPieces(List<String> value) {
        return value.stream().sorted().toList();
    }

    @Override
    protected String shown() {
        return "Words\\(Zlib\\(Buffer\\[4k\\]\\(Memory\\)\\)\\)";
    }

    @Test
    void aPieceOfAStreamIsOneAppendedValue() throws IOException {
        Partd<List<String>> partd = fresh();
        partd.append("x", List.of("a", "b"));
        partd.append("x", List.of());
        partd.append("x", List.of("c"));
        try (Stream<List<String>> pieces = partd.stream("x")) {
            assertThat(pieces).containsExactly(List.of("a", "b"), List.of(), List.of("c"));
        }
        assertThat(partd.get("x")).containsExactly("a", "b", "c");
    }

    @Test
    void aValueThatCannotBeEncodedKeepsTheWholeBatchOut() throws IOException {
        Partd<List<String>> partd = fresh();
        assertThatThrownBy(() -> partd.append(Map.of("x", List.of("fine"), "y", List.of("two words"))))
                .isInstanceOf(IOException.class)
                .hasMessage("'two words' is not one word");
        assertThat(partd.keys()).isEmpty();
    }

    @Test
    void popOfWhatCannotBeDecodedDeletesNothing() throws IOException {
        try (Store store = Partd.memory();
                Partd<List<String>> partd = store.with(new Words())) {
            partd.append("x", List.of("fine"));
            store.append("y", new byte[] {1});
            assertThatThrownBy(() -> partd.pop(List.of("x", "y"))).isInstanceOf(CorruptDataException.class);
            assertThat(store.keys()).containsExactly("x", "y");
        }
    }

    @Test
    void popThatCannotDeleteLosesNothing() throws IOException {
        FailingStore failing = new FailingStore(Partd.memory(), 1);
        failing.setFailing(false);
        try (Partd<List<String>> partd = failing.with(Zlib.codec()).with(new Words())) {
            partd.append(Map.of("x", List.of("a"), "y", List.of("b")));
            failing.setFailingRemovals(true);
            assertThatThrownBy(() -> partd.pop(List.of("x", "y"))).hasMessage(FailingStore.MESSAGE);
            assertThat(partd.get(List.of("x", "y"))).containsExactly(List.of("a"), List.of("b"));
        }
    }

    /** Encodes words, with a space behind each. */
    private static final class Words implements Codec<List<String>> {

        @Override
        public byte[] encode(List<String> words) throws IOException {
            StringBuilder text = new StringBuilder();
            for (String word : words) {
                if (word.contains(" ")) {
                    throw new IOException("'" + word + "' is not one word");
                }
                text.append(word).append(' ');
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public List<String> decode(byte[] payload) {
            String text = new String(payload, StandardCharsets.UTF_8);
            return text.isEmpty() ? List.of() : List.of(text.split(" "));
        }

        @Override
        public List<String> join(List<List<String>> values) {
            return values.stream().flatMap(List::stream).toList();
        }

        @Override
        public String toString() {
            return "Words";
        }
    }
}
