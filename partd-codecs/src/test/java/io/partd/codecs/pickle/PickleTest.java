package io.partd.codecs.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.Store;
import io.partd.codec.Codecs;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract on lists that are pickled. */
final class PickleTest extends PartdContract<List<Object>> {

    private @Nullable KeptStore kept;

    @Override
    protected Partd<List<Object>> make() {
        kept = new KeptStore(Partd.memory());
        return kept.handle().with(Zlib.codec()).with(Pickle.codec());
    }

    @Override
    protected @Nullable Partd<List<Object>> reopen() {
        return kept == null ? null : kept.handle().with(Zlib.codec()).with(Pickle.codec());
    }

    @Override
    protected List<Object> value(int number) {
        return List.of((long) number, Tuple.of("number", (long) number), Map.of("n", (double) number));
    }

    @Override
    protected List<Object> joined(List<List<Object>> values) {
        return values.stream().flatMap(List::stream).toList();
    }

    @Override
    protected List<?> sortedPieces(List<Object> value) {
        return value.stream().map(Description::of).sorted().toList();
    }

    @Override
    protected String shown() {
        return "Pickle\\(Zlib\\(Memory\\)\\)";
    }

    @Test
    void aPieceIsOneAppendedList() throws IOException {
        Partd<List<Object>> partd = fresh();
        partd.append("x", Arrays.asList(1L, null));
        partd.append("x", List.of());
        partd.append("x", List.of("a"));
        try (Stream<List<Object>> pieces = partd.stream("x")) {
            assertThat(pieces).containsExactly(Arrays.asList(1L, null), List.of(), List.of("a"));
        }
        assertThat(partd.get("x")).containsExactly(1L, null, "a");
    }

    @Test
    void whatCannotBePickledKeepsTheBatchOut() throws IOException {
        Partd<List<Object>> partd = fresh();
        assertThatThrownBy(() -> partd.append(Map.of("x", List.of(1L), "y", List.of(new Thread()))))
                .isInstanceOf(IOException.class)
                .hasMessage("a java.lang.Thread cannot be pickled");
        assertThat(partd.keys()).isEmpty();
    }

    @Test
    void aFrameOfSomethingElseIsReportedWithItsPlace() throws IOException {
        try (Store store = Partd.memory();
                Partd<List<Object>> partd = store.with(Pickle.codec())) {
            store.append("x", new byte[] {2, 0, 0, 0, 0, 0, 0, 0, '}', '.'});
            assertThatThrownBy(() -> partd.get("x"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessage("key 'x', frame 1 at byte 0: payload of 2 bytes cannot be decoded: "
                            + "pickle is of a dict instead of a list");
            store.drop();
            store.append("x", new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 'a', '.'});
            assertThatThrownBy(() -> partd.get("x"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageEndingWith("cannot be decoded: APPEND at byte 0: the stack is empty");
        }
    }

    @Test
    void isFoundByName() {
        assertThat(Codecs.named("pickle")).isSameAs(Pickle.codec()).hasToString("Pickle");
    }
}
