package io.partd.history;

import static io.partd.history.Operation.Kind.APPEND;
import static io.partd.history.Operation.Kind.CONTENTS;
import static io.partd.history.Operation.Kind.DELETE;
import static io.partd.history.Operation.Kind.FLUSH;
import static io.partd.history.Operation.Kind.GET;
import static io.partd.history.Operation.Kind.ISET;
import static io.partd.history.Operation.Kind.KEYS;
import static io.partd.history.Operation.Kind.LOCK;
import static io.partd.history.Operation.Kind.POP;
import static io.partd.history.Operation.Kind.SIZE;
import static io.partd.history.Operation.Kind.UNLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ForwardingStore;
import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.PartlyAppendedException;
import io.partd.Section;
import io.partd.Store;
import io.partd.history.Operation.Kind;
import io.partd.history.Operation.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Right histories pass, and each kind of wrong one is told by its message. */
final class HistoryCheckerTest {

    private static final Set<Guarantee> ALL = EnumSet.allOf(Guarantee.class);
    private static final int SIZE_OF_ALL = 20;

    private final History history = History.ofThreads();

    /** Adds an operation; {@code "a=1,2 b="} are its values. */
    private void did(String thread, Kind kind, long start, long end, String values, String detail, Outcome outcome) {
        TreeMap<String, List<Long>> numbers = new TreeMap<>();
        for (String value : values.isEmpty() ? new String[0] : values.split(" ")) {
            String[] parts = value.split("=", -1);
            List<Long> list = new ArrayList<>();
            for (String number : parts[1].isEmpty() ? new String[0] : parts[1].split(",")) {
                list.add(Long.parseLong(number) << 24 | SIZE_OF_ALL);
            }
            numbers.put(parts[0], list);
        }
        history.add(new Operation(thread, kind, numbers, detail, start, end, outcome));
    }

    private void did(String thread, Kind kind, long start, long end, String values) {
        did(thread, kind, start, end, values, "", Outcome.OK);
    }

    private void assertRight() {
        assertThat(HistoryChecker.violations(history, ALL)).isEmpty();
    }

    private void assertWrong(String message) {
        assertThat(String.join("\n", HistoryChecker.violations(history, ALL))).contains(message);
        assertThatThrownBy(() -> HistoryChecker.check(history, ALL))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message)
                .hasMessageContaining("in the history");
    }

    private void restart(String loss, long at) {
        did("-", Kind.RESTART, at, at, "", loss, Outcome.OK);
    }

    @Test
    void concurrentOperationsMayBeInAnyOrder() {
        did("x", APPEND, 1, 10, "a=1 b=1");
        did("y", APPEND, 2, 9, "a=2");
        did("z", GET, 3, 4, "a= b=");
        did("z", GET, 5, 6, "a=2 b=");
        did("z", GET, 7, 12, "a=2,1 b=1");
        did("x", POP, 13, 20, "a=2,1");
        did("y", APPEND, 14, 15, "a=3");
        did("z", GET, 16, 21, "a=3 b=1");
        did("z", KEYS, 22, 23, "a= b=");
        did("z", SIZE, 24, 25, "a=", "20", Outcome.OK);
        assertRight();
    }

    @Test
    void aLostAppendIsFound() {
        did("x", APPEND, 1, 2, "a=1");
        did("y", GET, 3, 4, "a=");
        assertWrong("Value [1] is missing in a, though its append had returned and nobody deleted it.");
    }

    @Test
    void aValueThatIsThereTwiceIsFound() {
        did("x", APPEND, 1, 2, "a=1");
        did("y", GET, 3, 4, "a=1,1");
        assertWrong("Value 1 in a is there twice.");
    }

    @Test
    void aValueInAnotherKeyIsFound() {
        did("x", APPEND, 1, 2, "a=1");
        did("y", GET, 3, 4, "b=1");
        assertWrong("Value 1 in b was never appended to it.");
    }

    @Test
    void aFailedAppendThatIsVisibleIsFound() {
        did("x", APPEND, 1, 2, "a=1", "disk full", Outcome.FAILED);
        did("y", GET, 3, 4, "a=1");
        assertWrong("Value 1 in a is there, though its append had failed or set nothing.");
    }

    @Test
    void whatIsUnknownMayBeThereOrNot() {
        did("x", APPEND, 1, 2, "a=1", "", Outcome.UNKNOWN);
        did("x", APPEND, 3, 4, "a=2", "", Outcome.UNKNOWN);
        did("x", DELETE, 5, 6, "a=", "", Outcome.UNKNOWN);
        did("y", GET, 7, 8, "a=2");
        did("y", GET, 9, 10, "a=");
        assertRight();
    }

    @Test
    void whatIsUnknownMayNotComeAndGo() {
        did("x", APPEND, 1, 2, "a=1", "", Outcome.UNKNOWN);
        did("y", GET, 3, 4, "a=1");
        did("y", GET, 5, 6, "a=");
        assertWrong("No order of the operations explains what they returned.");
    }

    /** Every subset of the appends would have to be tried, if it did not count that none of them was seen later. */
    @Test
    void muchThatIsUnknownIsDecided() {
        for (int i = 1; i <= 24; i++) {
            did("x" + i, APPEND, 1, 50, "a=" + i, "", Outcome.UNKNOWN);
        }
        did("z", SIZE, 2, 3, "a=", "30", Outcome.OK);
        did("z", GET, 51, 52, "a=");
        assertWrong("No order of the operations explains what they returned.");
    }

    @Test
    void aReadFromTheFutureIsFound() {
        did("y", GET, 1, 2, "a=1");
        did("x", APPEND, 3, 4, "a=1");
        assertWrong("Value 1 in a was read before it was appended.");
    }

    @Test
    void aWrongOrderIsFound() {
        did("x", APPEND, 1, 2, "a=1");
        did("x", APPEND, 3, 4, "a=2");
        did("y", GET, 5, 6, "a=2,1");
        assertWrong("In a, value 1 is behind 2, which was appended later.");
    }

    @Test
    void twoOrdersAreFound() {
        did("x", APPEND, 1, 10, "a=1");
        did("y", APPEND, 1, 10, "a=2");
        did("z", GET, 11, 12, "a=2,1");
        did("z", GET, 13, 14, "a=1,2");
        assertWrong("Two readers saw the values of a in different orders.");
    }

    @Test
    void aValueThatComesAndGoesIsFound() {
        did("x", APPEND, 1, 10, "a=1");
        did("y", GET, 2, 3, "a=1");
        did("y", GET, 4, 5, "a=");
        assertWrong("No order of the operations explains what they returned.");
    }

    @Test
    void aTornBatchIsFound() {
        did("x", APPEND, 1, 10, "a=1 b=1");
        did("y", GET, 2, 3, "a=1 b=");
        assertWrong("A batch was read in [a] and not in [b].");
    }

    @Test
    void aBatchThatIsTornBesideADeletionIsFound() {
        did("x", APPEND, 1, 2, "b=2");
        did("x", APPEND, 3, 10, "a=1 b=1");
        did("z", DELETE, 3, 4, "b=");
        did("y", GET, 5, 6, "a=1 b=2");
        did("y", GET, 11, 12, "a=1 b=2,1");
        assertWrong("No order of the operations explains what they returned.");
    }

    @Test
    void withoutAtomicBatchesAKeyIsAChangeOfItsOwn() {
        did("x", APPEND, 1, 10, "a=1 b=1");
        did("y", GET, 2, 3, "a=1 b=");
        Set<Guarantee> few = EnumSet.complementOf(EnumSet.of(Guarantee.ATOMIC_BATCHES));
        assertThat(HistoryChecker.violations(history, few)).isEmpty();
    }

    @Test
    void whatWasPoppedDoesNotComeBack() {
        did("x", APPEND, 1, 2, "a=1");
        did("x", POP, 3, 4, "a=1");
        did("y", GET, 5, 6, "a=1");
        assertWrong("Value 1 is still in a, though it had been popped.");
    }

    @Test
    void anAppendThatIsLostBesideAPopIsFound() {
        did("x", APPEND, 1, 2, "a=1");
        did("x", POP, 3, 10, "a=1");
        did("y", APPEND, 4, 5, "a=2");
        did("y", GET, 11, 12, "a=");
        assertWrong("No order of the operations explains what they returned.");
    }

    @Test
    void ofTwoThatSetOneWins() {
        did("x", ISET, 1, 5, "a=1", "true", Outcome.OK);
        did("y", ISET, 2, 6, "a=2", "true", Outcome.OK);
        assertWrong("No order of the operations explains what they returned.");
    }

    @Test
    void aSetThatDidNotHappenIsFound() {
        did("x", ISET, 1, 5, "a=1", "false", Outcome.OK);
        assertWrong("No order of the operations explains what they returned.");
    }

    @Test
    void aWrongSizeIsFound() {
        did("x", APPEND, 1, 2, "a=1");
        did("y", SIZE, 3, 4, "a=", "19", Outcome.OK);
        assertWrong("No order of the operations explains what they returned.");
    }

    @Test
    void aMissingKeyIsFound() {
        did("x", APPEND, 1, 2, "a=1 b=1");
        did("y", KEYS, 3, 4, "a=");
        assertWrong("No order of the operations explains what they returned.");
    }

    @Test
    void garbledBytesAreFound() {
        did("y", GET, 3, 4, "a=", "a has 3 bytes", Outcome.GARBLED);
        assertWrong("What was read is not what was appended: a has 3 bytes");
    }

    @Test
    void anOperationWithinTheSectionOfAnotherIsFound() {
        did("x", LOCK, 1, 2, "");
        did("y", APPEND, 3, 4, "a=1");
        did("x", UNLOCK, 5, 6, "");
        assertWrong("An operation began and ended within the section of another thread.");
    }

    @Test
    void aSectionMayBeLostLongBeforeItsThreadSaysSo() {
        did("x", LOCK, 1, 2, "");
        did("x", Kind.COMPACT, 3, 6, "", "", Outcome.UNKNOWN);
        did("y", GET, 4, 5, "a=");
        did("x", UNLOCK, 7, 8, "", "", Outcome.UNKNOWN);
        assertRight();
    }

    @Test
    void aSectionIsKeptUntilItsThreadWasLastKnownToBeAlive() {
        did("x", LOCK, 1, 2, "");
        did("y", GET, 3, 4, "a=");
        did("x", GET, 5, 6, "a=");
        did("x", UNLOCK, 7, 8, "", "", Outcome.UNKNOWN);
        assertWrong("An operation began and ended within the section of another thread.");
    }

    @Test
    void whatNeitherReadsNorChangesMayEndWithinASection() {
        did("x", LOCK, 1, 2, "");
        did("y", FLUSH, 3, 4, "");
        did("x", UNLOCK, 5, 6, "");
        assertRight();
    }

    @Test
    void aSectionIsOneStep() {
        did("x", LOCK, 1, 2, "");
        did("y", APPEND, 3, 12, "a=1");
        did("x", GET, 4, 5, "a=");
        did("x", APPEND, 6, 7, "a=2");
        did("x", UNLOCK, 8, 9, "");
        did("y", GET, 13, 14, "a=2,1");
        assertRight();
    }

    @Test
    void aChangeSeenWithinASectionIsFound() {
        did("x", LOCK, 1, 2, "");
        did("y", APPEND, 3, 12, "a=1");
        did("x", GET, 4, 5, "a=");
        did("x", GET, 6, 7, "a=1");
        did("x", UNLOCK, 8, 9, "");
        assertWrong("No order of the operations explains what they returned.");
    }

    @Test
    void aKillLeavesWhatHadReturned() {
        did("x", APPEND, 1, 2, "a=1");
        did("x", APPEND, 3, 4, "a=2", "", Outcome.UNKNOWN);
        restart(Operation.KILL, 5);
        did("x", CONTENTS, 6, 7, "a=");
        assertWrong("The restart left nothing");
    }

    @Test
    void aPowerCutTakesWhatWasNotFlushed() {
        did("x", APPEND, 1, 2, "a=1");
        did("x", FLUSH, 3, 4, "");
        did("x", APPEND, 5, 6, "a=2");
        did("x", APPEND, 7, 8, "a=3");
        restart(Operation.POWER_CUT, 9);
        did("x", CONTENTS, 10, 11, "a=1,2");
        did("x", APPEND, 12, 13, "a=4");
        did("x", GET, 14, 15, "a=1,2,4");
        Set<Guarantee> flushed = EnumSet.complementOf(EnumSet.of(Guarantee.APPENDS_SURVIVE_POWER_LOSS));
        assertThat(HistoryChecker.violations(history, flushed)).isEmpty();
        assertWrong("The restart left  a=[1, 2]");
    }

    @Test
    void aPowerCutLeavesNoHoles() {
        did("x", APPEND, 1, 2, "a=1");
        did("x", APPEND, 3, 4, "a=2");
        restart(Operation.POWER_CUT, 5);
        did("x", CONTENTS, 6, 7, "a=2");
        Set<Guarantee> flushed = EnumSet.complementOf(EnumSet.of(Guarantee.APPENDS_SURVIVE_POWER_LOSS));
        assertThat(HistoryChecker.violations(history, flushed))
                .singleElement()
                .asString()
                .contains("The restart left  a=[2]");
    }

    @Test
    void whatARestartLeftIsWhereTheNextOneBegins() {
        did("x", APPEND, 1, 2, "a=1");
        restart(Operation.KILL, 3);
        did("x", CONTENTS, 4, 5, "a=1");
        did("x", GET, 6, 7, "a=");
        assertWrong("What a had at first, [1], is not there wholly, though nobody deleted it.");
    }

    @Test
    void aHistoryIsKeptInAFile(@TempDir Path directory) throws IOException {
        did("x,\t%", APPEND, 1, 2, "a=1 b=2,3", "two\nlines", Outcome.UNKNOWN);
        did("y", GET, 3, 4, "a=1");
        history.write(directory.resolve("history"));
        assertThat(History.read(directory.resolve("history")).operations()).isEqualTo(history.operations());
    }

    @Test
    void valuesAreFoundAgainAndNoChangeOfThemIs() {
        UniqueValues values = new UniqueValues(7);
        long one = values.next(UniqueValues.SHORTEST);
        long two = values.next(1000);
        byte[] bytes = new byte[UniqueValues.SHORTEST + 1000];
        System.arraycopy(UniqueValues.value(one), 0, bytes, 0, UniqueValues.SHORTEST);
        System.arraycopy(UniqueValues.value(two), 0, bytes, UniqueValues.SHORTEST, 1000);
        List<Long> found = new ArrayList<>();
        assertThat(UniqueValues.parse(bytes, found)).isEqualTo(bytes.length);
        assertThat(found).containsExactly(one, two);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i]++;
            List<Long> others = new ArrayList<>();
            int end = UniqueValues.parse(bytes, others);
            assertThat(end < bytes.length || !others.equals(found))
                    .as("byte " + i)
                    .isTrue();
            bytes[i]--;
        }
    }

    /** Real threads, a real store: what is recorded of it is right. */
    @Test
    void whatThreadsDoToAStoreIsRight() throws Exception {
        UniqueValues values = new UniqueValues(0);
        try (Store store = Partd.memory()) {
            Parallel.run(
                    3,
                    number -> work(
                            new RecordedStore(store, history, "t" + number),
                            "own" + number,
                            values,
                            new Random(number)));
            assertThat(history.operations()).hasSizeGreaterThan(100);
            HistoryChecker.check(history, store.guarantees());
        }
    }

    /**
     * Does what comes to mind.
     *
     * @param own a key of this thread only; stores may put two batches into different orders in two keys that both have
     */
    private static void work(Store store, String own, UniqueValues values, Random random) throws IOException {
        for (int i = 0; i < 40; i++) {
            String key = "k" + random.nextInt(3);
            byte[] value = UniqueValues.value(values.next(18 + random.nextInt(20)));
            switch (random.nextInt(10)) {
                case 0 -> store.get(List.of("k0", "k2"));
                case 1 -> store.pop(List.of(key));
                case 2 -> store.delete(key);
                case 3 -> store.keys();
                case 4 -> store.size(key);
                case 5 -> store.iset(key, value);
                case 6 -> {
                    try (InputStream in = store.open(key)) {
                        in.readAllBytes();
                    }
                }
                case 7 -> {
                    Section section = store.lock();
                    try {
                        store.append(key, value);
                        store.get(key);
                    } finally {
                        section.close();
                    }
                }
                case 8 -> store.appendBuffers(Map.of(key, List.of(ByteBuffer.wrap(value))));
                default -> store.append(Map.of(key, value, own, value));
            }
        }
    }

    @Test
    void failuresAreToldApart() {
        for (IOException failure : List.of(
                new IOException("none"),
                new OutcomeUnknownException("perhaps", 0, 1, null),
                new PartlyAppendedException("a only", List.of("a"), new IOException("b")))) {
            Store failing = new ForwardingStore(Partd.memory()) {
                @Override
                public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
                    throw failure;
                }
            };
            Store store = new RecordedStore(failing, history, "x");
            byte[] value = UniqueValues.value(new UniqueValues(0).next(20));
            assertThatThrownBy(() -> store.append(Map.of("a", value, "b", value)))
                    .isSameAs(failure);
        }
        assertThat(history.operations())
                .extracting(operation ->
                        operation.outcome() + " " + operation.values().keySet())
                .containsExactlyInAnyOrder("FAILED [a, b]", "UNKNOWN [a, b]", "OK [a]", "FAILED [b]");
    }
}
