package io.partd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every partd must do. A test of a store or of a layer extends this, or {@link StoreContract} if it holds bytes,
 * and says how one is made.
 *
 * @param <V> what one append adds
 */
@Timeout(300)
public abstract class PartdContract<V> {

    /** Arguments of methods, by their type. */
    private static final Map<Class<?>, Object> EXAMPLES = Map.of(
            String.class,
            "k",
            byte[].class,
            new byte[] {1, 2},
            int.class,
            1,
            ByteBuffer.class,
            ByteBuffer.allocate(1),
            ByteSize.class,
            ByteSize.of(1),
            Duration.class,
            Duration.ZERO,
            InputStream.class,
            InputStream.nullInputStream());

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Makes a partd over a fresh, empty dataset. */
    protected abstract Partd<V> make() throws IOException;

    /**
     * Opens the dataset of the last {@link #make} once more, after the handle on it was closed; null if it is gone
     * then.
     */
    protected abstract @Nullable Partd<V> reopen() throws IOException;

    /** A value to append, not empty, another one for each number. */
    protected abstract V value(int number);

    /** What is read back after appends of these. */
    protected abstract V joined(List<V> values);

    /** The {@code toString} of what {@link #make} made; a regular expression. */
    protected abstract String shown();

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /** A fresh partd, closed after the test. */
    protected final Partd<V> fresh() throws IOException {
        return closedLater(make());
    }

    protected final <C extends AutoCloseable> C closedLater(C resource) {
        opened.push(resource);
        return resource;
    }

    @Test
    void readsBackWhatWasAppendedInOrder() throws IOException {
        Partd<V> partd = fresh();
        List<V> values = values(0, 20);
        for (V value : values) {
            partd.append("x", value);
        }
        assertThat(partd.get("x")).isEqualTo(joined(values));
        assertThat(partd.size("x")).isPositive();
    }

    @Test
    void aBatchReachesAllItsKeys() throws IOException {
        Partd<V> partd = fresh();
        partd.append(Map.of("x", value(1), "y", value(2)));
        partd.append(Map.of("y", value(3), "z", value(4)));
        assertThat(partd.get(List.of("x", "y", "z")))
                .containsExactlyElementsOf(List.of(joined(values(1, 2)), joined(values(2, 4)), joined(values(4, 5))));
        assertThat(partd.keys()).containsExactly("x", "y", "z");
    }

    @Test
    void anEmptyBatchChangesNothing() throws IOException {
        Partd<V> partd = fresh();
        partd.append(Map.of());
        assertThat(partd.keys()).isEmpty();
    }

    @Test
    void aBatchWriterAppendsInOrderAndAllOfItWhenItIsClosed() throws IOException {
        Partd<V> partd = fresh();
        partd.append("x", value(0));
        try (BatchWriter<V> writer = partd.batchWriter(ByteSize.of("1k"))) {
            for (V value : values(1, 30)) {
                writer.append("x", value);
                writer.append("y", value);
            }
            writer.flush();
            assertThat(partd.get("x")).isEqualTo(joined(values(0, 30)));
            writer.append("y", value(30));
        }
        assertThat(partd.get("y")).isEqualTo(joined(values(1, 31)));
    }

    @Test
    void aMissingKeyHasTheEmptyValue() throws IOException {
        Partd<V> partd = fresh();
        partd.append("x", value(1));
        assertThat(partd.get("y")).isEqualTo(joined(List.of()));
        assertThat(partd.size("y")).isZero();
        assertThat(partd.pop("y")).isEqualTo(joined(List.of()));
        try (Stream<V> pieces = partd.stream("y")) {
            assertThat(pieces).isEmpty();
        }
        partd.delete("y");
        assertThat(partd.keys()).containsExactly("x");
    }

    @Test
    void containsTheKeysThatHaveAValue() throws IOException {
        Partd<V> partd = fresh();
        partd.append(Map.of("x", value(1), "a/b", value(2)));
        partd.flush();
        partd.append("y", value(3));
        for (String key : List.of("x", "a/b", "y", "a", "b", "x/y")) {
            if (isPossible(partd, key)) {
                assertThat(partd.contains(key)).as(key).isEqualTo(partd.keys().contains(key));
            }
        }
        partd.delete("x");
        assertThat(partd.contains("x")).isFalse();
        assertThat(partd.contains("y")).isTrue();
        assertThatThrownBy(() -> partd.contains("")).isInstanceOf(InvalidKeyException.class);
    }

    private static boolean isPossible(Partd<?> partd, String key) throws IOException {
        try {
            partd.size(key);
            return true;
        } catch (InvalidKeyException e) {
            return false;
        }
    }

    @Test
    void getAnswersInTheOrderAskedWithDuplicates() throws IOException {
        Partd<V> partd = fresh();
        partd.append(Map.of("x", value(1), "y", value(2)));
        assertThat(partd.get(List.of("y", "x", "nothing", "y")))
                .containsExactlyElementsOf(
                        List.of(joined(values(2, 3)), joined(values(1, 2)), joined(List.of()), joined(values(2, 3))));
        assertThat(partd.get(List.of())).isEmpty();
    }

    @Test
    void keysAreSortedAndHierarchical() throws IOException {
        Partd<V> partd = fresh();
        for (String key : List.of("b/c", "a", "B", "b/a/d", "10", "9")) {
            partd.append(key, value(1));
        }
        assertThat(partd.keys()).containsExactly("10", "9", "B", "a", "b/a/d", "b/c");
    }

    @Test
    void keysWithAPrefixAreInOrderAndOfOneMoment() throws IOException {
        Partd<V> partd = fresh();
        for (String key : List.of("b/c", "a", "B", "b/a/d", "b-", "c/b/a", "10", "ba", "9")) {
            partd.append(key, value(1));
        }
        partd.flush();
        partd.append("b/b", value(2));
        try (Stream<String> b = partd.keys("b");
                Stream<String> directory = partd.keys("b/");
                Stream<String> part = partd.keys("b/a/");
                Stream<String> whole = partd.keys("b/c");
                Stream<String> none = partd.keys("?");
                Stream<String> noDirectory = partd.keys("no/b")) {
            assertThat(partd.keys("")).containsExactlyElementsOf(partd.keys());
            partd.drop();
            assertThat(b).containsExactly("b-", "b/a/d", "b/b", "b/c", "ba");
            assertThat(directory).containsExactly("b/a/d", "b/b", "b/c");
            assertThat(part).containsExactly("b/a/d");
            assertThat(whole).containsExactly("b/c");
            assertThat(none).isEmpty();
            assertThat(noDirectory).isEmpty();
        }
        assertThat(partd.keys("b")).isEmpty();
    }

    @Test
    void popReturnsAndDeletes() throws IOException {
        Partd<V> partd = fresh();
        partd.append(Map.of("x", value(1), "y", value(2), "z", value(3)));
        assertThat(partd.pop(List.of("z", "x")))
                .containsExactlyElementsOf(List.of(joined(values(3, 4)), joined(values(1, 2))));
        assertThat(partd.keys()).containsExactly("y");
        assertThat(partd.pop("x")).isEqualTo(joined(List.of()));
        partd.append("x", value(4));
        assertThat(partd.pop("x")).isEqualTo(joined(values(4, 5)));
        assertThat(partd.pop(List.of())).isEmpty();
    }

    @Test
    void popRefusesAKeyGivenTwice() throws IOException {
        Partd<V> partd = fresh();
        partd.append("x", value(1));
        assertThatThrownBy(() -> partd.pop(List.of("x", "y", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x'")
                .hasMessageContaining("twice");
        assertThat(partd.get("x")).isEqualTo(joined(values(1, 2)));
    }

    @Test
    void theFirstIsetWins() throws IOException {
        Partd<V> partd = fresh();
        assertThat(partd.iset("x", value(1))).isTrue();
        assertThat(partd.iset("x", value(2))).isFalse();
        assertThat(partd.get("x")).isEqualTo(joined(values(1, 2)));
        partd.append("x", value(3));
        assertThat(partd.get("x")).isEqualTo(joined(List.of(value(1), value(3))));
    }

    @Test
    void isetLeavesAnAppendedValueAlone() throws IOException {
        Partd<V> partd = fresh();
        partd.append("x", value(1));
        assertThat(partd.iset("x", value(2))).isFalse();
        partd.flush();
        assertThat(partd.iset("x", value(2))).isFalse();
        assertThat(partd.get("x")).isEqualTo(joined(values(1, 2)));
    }

    @Test
    void isetSetsAgainAfterTheValueIsGone() throws IOException {
        Partd<V> partd = fresh();
        partd.iset("x", value(1));
        partd.delete("x");
        assertThat(partd.iset("x", value(2))).isTrue();
        partd.drop();
        assertThat(partd.iset("x", value(3))).isTrue();
        assertThat(partd.pop("x")).isEqualTo(joined(values(3, 4)));
        assertThat(partd.iset("x", value(4))).isTrue();
        assertThat(partd.get("x")).isEqualTo(joined(values(4, 5)));
    }

    @Test
    void deleteTakesSeveralKeysAndDuplicates() throws IOException {
        Partd<V> partd = fresh();
        partd.append(Map.of("x", value(1), "y", value(2), "z", value(3)));
        partd.delete(List.of("x", "nothing", "z", "x"));
        partd.delete(List.of());
        assertThat(partd.keys()).containsExactly("y");
        assertThat(partd.get("x")).isEqualTo(joined(List.of()));
        partd.append("x", value(4));
        assertThat(partd.get("x")).isEqualTo(joined(values(4, 5)));
    }

    @Test
    void dropLeavesAnEmptyUsableDataset() throws IOException {
        Partd<V> partd = fresh();
        partd.append(Map.of("x", value(1), "a/b", value(2)));
        partd.flush();
        partd.append("y", value(3));
        partd.drop();
        assertThat(partd.keys()).isEmpty();
        partd.drop();
        partd.append("x", value(4));
        assertThat(partd.get("x")).isEqualTo(joined(values(4, 5)));
        assertThat(partd.keys()).containsExactly("x");
    }

    @Test
    void flushChangesNothingThatIsRead() throws IOException {
        Partd<V> partd = fresh();
        partd.append("x", value(1));
        partd.flush();
        long size = partd.size("x");
        partd.flush();
        assertThat(partd.size("x")).isEqualTo(size);
        partd.append("x", value(2));
        assertThat(partd.get("x")).isEqualTo(joined(values(1, 3)));
    }

    @Test
    void joinedPiecesAreTheValue() throws IOException {
        Partd<V> partd = fresh();
        List<V> values = values(0, 50);
        for (V value : values) {
            partd.append("x", value);
        }
        try (Stream<V> pieces = partd.stream("x")) {
            assertThat(joined(pieces.toList())).isEqualTo(joined(values)).isEqualTo(partd.get("x"));
        }
    }

    @Test
    void aStreamSeesTheValueOfItsMoment() throws IOException {
        Partd<V> partd = fresh();
        for (V value : values(0, 10)) {
            partd.append("x", value);
        }
        try (Stream<V> beforeAppend = partd.stream("x")) {
            partd.append("x", value(99));
            try (Stream<V> beforeDelete = partd.stream("x")) {
                partd.delete("x");
                partd.append("x", value(100));
                try (Stream<V> beforeDrop = partd.stream("x")) {
                    partd.drop();
                    assertThat(joined(beforeAppend.toList())).isEqualTo(joined(values(0, 10)));
                    List<V> longer = new ArrayList<>(values(0, 10));
                    longer.add(value(99));
                    assertThat(joined(beforeDelete.toList())).isEqualTo(joined(longer));
                    assertThat(joined(beforeDrop.toList())).isEqualTo(joined(values(100, 101)));
                }
            }
        }
    }

    @Test
    void aStreamOutlivesTheStore() throws IOException {
        Partd<V> partd = fresh();
        partd.append("x", value(1));
        try (Stream<V> pieces = partd.stream("x")) {
            partd.close();
            assertThat(joined(pieces.toList())).isEqualTo(joined(values(1, 2)));
        }
    }

    @Test
    void theBatchBelongsToTheCallerAfterTheCall() throws IOException {
        Partd<V> partd = fresh();
        Map<String, V> batch = new HashMap<>(Map.of("x", value(1)));
        partd.append(batch);
        batch.put("x", value(2));
        batch.put("y", value(3));
        List<String> keys = new ArrayList<>(List.of("x"));
        List<V> values = partd.get(keys);
        keys.clear();
        assertThat(values).containsExactlyElementsOf(List.of(joined(values(1, 2))));
        assertThat(partd.keys()).containsExactly("x");
    }

    @Test
    void resultsBelongToTheCaller() throws IOException {
        Partd<V> partd = fresh();
        partd.append(Map.of("x", value(1), "y", value(2)));
        partd.keys().clear();
        assertThat(partd.keys()).containsExactly("x", "y");
    }

    @Test
    void theEmptyKeyIsRefusedByName() throws IOException {
        Partd<V> partd = fresh();
        assertRefused(() -> partd.append("", value(1)));
        assertRefused(() -> partd.append(Map.of("x", value(1), "", value(2))));
        assertRefused(() -> partd.iset("", value(1)));
        assertThat(partd.keys()).isEmpty();
    }

    @Test
    void nullArgumentsAreRefused() throws Exception {
        Partd<V> partd = fresh();
        partd.append("x", value(1));
        for (Method method : methods(partd)) {
            for (int i = 0; i < method.getParameterCount(); i++) {
                if (method.getParameterTypes()[i].isPrimitive()) {
                    continue;
                }
                @Nullable Object[] arguments = arguments(method);
                arguments[i] = null;
                assertThat(failure(method, partd, arguments))
                        .as("%s with argument %d null", method, i)
                        .isInstanceOf(NullPointerException.class);
            }
        }
        List<String> keys = Collections.singletonList(null);
        assertThatThrownBy(() -> partd.get(keys)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> partd.pop(keys)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> partd.delete(keys)).isInstanceOf(NullPointerException.class);
        Map<String, V> nullValue = new TreeMap<>(Map.of("x", value(2)));
        nullValue.put("y", null);
        assertThatThrownBy(() -> partd.append(nullValue)).isInstanceOf(NullPointerException.class);
        Map<String, V> nullKey = new LinkedHashMap<>(Map.of("x", value(2)));
        nullKey.put(null, value(3));
        assertThatThrownBy(() -> partd.append(nullKey)).isInstanceOf(NullPointerException.class);
        assertThat(partd.get("x")).isEqualTo(joined(values(1, 2)));
        assertThat(partd.keys()).containsExactly("x");
    }

    @Test
    void aClosedPartdRefusesEveryMethod() throws Exception {
        Partd<V> partd = fresh();
        partd.append("k", value(1));
        partd.close();
        partd.close();
        for (Method method : methods(partd)) {
            assertThat(failure(method, partd, arguments(method)))
                    .as("%s", method)
                    .isInstanceOf(StoreClosedException.class)
                    .hasMessageStartingWith("closed: ");
        }
        assertThat(partd.toString()).matches(shown());
    }

    @Test
    void anEmptyCallOnAClosedPartdIsRefusedToo() throws Exception {
        Partd<V> partd = fresh();
        partd.close();
        assertThatThrownBy(() -> partd.append(Map.of())).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> partd.get(List.of())).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> partd.pop(List.of())).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> partd.delete(List.of())).isInstanceOf(StoreClosedException.class);
    }

    @Test
    void saysWhatItGuarantees() throws IOException {
        Partd<V> partd = fresh();
        Set<Guarantee> guarantees = partd.guarantees();
        if (guarantees.contains(Guarantee.APPENDS_SURVIVE_KILL)) {
            assertThat(guarantees).contains(Guarantee.FLUSHES_SURVIVE_KILL);
        }
        if (guarantees.contains(Guarantee.APPENDS_SURVIVE_POWER_LOSS)) {
            assertThat(guarantees).contains(Guarantee.APPENDS_SURVIVE_KILL, Guarantee.FLUSHES_SURVIVE_POWER_LOSS);
        }
        partd.close();
        assertThat(partd.guarantees()).isEqualTo(guarantees);
    }

    @Test
    void showsItsNesting() throws IOException {
        assertThat(fresh().toString()).matches(shown());
    }

    @Test
    void reopensWithAllThatWasAppended() throws IOException {
        Partd<V> partd = fresh();
        partd.append(Map.of("x", value(1), "a/b", value(2)));
        partd.append("x", value(3));
        partd.close();
        Partd<V> again = reopen();
        if (again != null) {
            closedLater(again);
            assertThat(again.keys()).containsExactly("a/b", "x");
            again.append("x", value(4));
            assertThat(again.get("x")).isEqualTo(joined(List.of(value(1), value(3), value(4))));
        }
    }

    @Test
    void aSectionIsReentrantAndLetsItsOwnerWork() throws IOException {
        Partd<V> partd = fresh();
        Section outer = partd.lock();
        Section inner = partd.lock();
        partd.append("x", value(1));
        assertThat(partd.get("x")).isEqualTo(joined(values(1, 2)));
        inner.close();
        inner.close();
        partd.append(Map.of("x", value(2), "y", value(3)));
        partd.flush();
        assertThat(partd.iset("z", value(4))).isTrue();
        assertThat(partd.keys()).containsExactly("x", "y", "z");
        assertThat(partd.pop("x")).isEqualTo(joined(values(1, 3)));
        partd.delete("y");
        try (Stream<V> pieces = partd.stream("z")) {
            assertThat(joined(pieces.toList())).isEqualTo(joined(values(4, 5)));
        }
        partd.drop();
        outer.close();
        outer.close();
        Parallel.run(() -> partd.append("x", value(5)));
        assertThat(partd.get("x")).isEqualTo(joined(values(5, 6)));
    }

    @Test
    void aSectionKeepsOthersOut() throws Exception {
        Partd<V> partd = fresh();
        assumeGuaranteed(partd, Guarantee.EXCLUSIVE_SECTIONS);
        partd.append("x", value(0));
        for (Parallel.Action action : actionsOf(partd)) {
            Section section = partd.lock();
            Parallel.Running other = Parallel.start(action);
            other.awaitWaiting();
            assertThat(partd.get("x")).isEqualTo(joined(values(0, 1)));
            assertThat(other.isAlive()).isTrue();
            section.close();
            other.join();
            partd.drop();
            partd.append("x", value(0));
        }
    }

    @Test
    void aSectionIsTriedForAndWaitedForSoLong() throws Exception {
        Partd<V> partd = fresh();
        assumeGuaranteed(partd, Guarantee.EXCLUSIVE_SECTIONS);
        Section section = partd.lock();
        Optional<Section> nested = partd.tryLock();
        assertThat(nested).isPresent();
        nested.get().close();
        Parallel.run(() -> {
            assertThat(partd.tryLock()).isEmpty();
            assertThat(partd.tryLock(Duration.ofMillis(30))).isEmpty();
            assertThat(partd.tryLock(Duration.ofMillis(-1))).isEmpty();
        });
        partd.append("x", value(1));
        section.close();
        Parallel.run(() -> {
            Section free = partd.tryLock(Duration.ofSeconds(100)).orElseThrow();
            partd.append("x", value(2));
            free.close();
        });
        assertThat(partd.get("x")).isEqualTo(joined(values(1, 3)));
    }

    @Test
    void aSectionEndsOnlyInItsThread() throws Exception {
        Partd<V> partd = fresh();
        Section section = partd.lock();
        Parallel.run(() -> assertThatThrownBy(section::close).isInstanceOf(IllegalMonitorStateException.class));
        section.close();
        Parallel.run(() -> partd.append("x", value(1)));
    }

    @Test
    void aSectionMayEndAfterTheStore() throws Exception {
        Partd<V> partd = fresh();
        Section section = partd.lock();
        partd.close();
        section.close();
        Parallel.run(partd::close);
    }

    @Test
    void anInterruptEndsAWaitAndHarmsNobodyElse() throws Exception {
        Partd<V> partd = fresh();
        assumeGuaranteed(partd, Guarantee.EXCLUSIVE_SECTIONS);
        partd.append("x", value(0));
        for (Parallel.Action action : actionsOf(partd)) {
            Section section = partd.lock();
            AtomicBoolean stillSet = new AtomicBoolean();
            Parallel.Running other = Parallel.start(() -> {
                assertThatThrownBy(action::run).isInstanceOf(InterruptedIOException.class);
                stillSet.set(Thread.currentThread().isInterrupted());
            });
            other.awaitWaiting();
            other.interrupt();
            other.join();
            assertThat(stillSet).isTrue();
            section.close();
            assertThat(partd.keys()).containsExactly("x");
            assertThat(partd.get("x")).isEqualTo(joined(values(0, 1)));
            Parallel.run(() -> partd.append("y", value(1)));
            partd.delete("y");
        }
    }

    @Test
    void keepsTheOrderOfEachOfManyWriters() throws Exception {
        Partd<V> partd = fresh();
        int writers = 4;
        int each = 100;
        Parallel.run(writers, writer -> {
            for (int i = 0; i < each; i++) {
                partd.append(Map.of("shared", value(writer * each + i), "own" + writer, value(i)));
            }
        });
        for (int writer = 0; writer < writers; writer++) {
            assertThat(partd.get("own" + writer)).isEqualTo(joined(values(0, each)));
        }
        partd.delete(List.of("own0", "own1", "own2", "own3"));
        assertThat(sortedPieces(partd.get("shared"))).isEqualTo(sortedPieces(joined(values(0, writers * each))));
    }

    @Test
    @Tag("sampled")
    void readersSeeABatchWhollyOrNotAtAll() throws Exception {
        Partd<V> partd = fresh();
        assumeGuaranteed(partd, Guarantee.ATOMIC_BATCHES, Guarantee.ATOMIC_READS);
        int batches = Sample.times(60, 200);
        AtomicInteger writing = new AtomicInteger(2);
        Parallel.run(4, thread -> {
            if (thread < 2) {
                for (int i = 0; i < batches; i++) {
                    partd.append(Map.of("a", value(7), "m", value(7), "z", value(7)));
                }
                writing.decrementAndGet();
            } else {
                while (writing.get() > 0) {
                    List<V> all = partd.get(List.of("a", "m", "z"));
                    assertThat(all.get(1)).isEqualTo(all.get(0));
                    assertThat(all.get(2)).isEqualTo(all.get(0));
                    int keys = partd.keys().size();
                    assertThat(keys).isIn(0, 3);
                }
            }
        });
        assertThat(partd.get("m")).isEqualTo(joined(Collections.nCopies(2 * batches, value(7))));
    }

    @Test
    @Tag("sampled")
    void everyValueIsPoppedExactlyOnce() throws Exception {
        Partd<V> partd = fresh();
        int each = Sample.times(100, 300);
        AtomicInteger writing = new AtomicInteger(2);
        List<V> popped = Collections.synchronizedList(new ArrayList<>());
        Parallel.run(4, thread -> {
            if (thread < 2) {
                for (int i = 0; i < each; i++) {
                    partd.append(Map.of("x", value(thread * each + i), "y", value(3)));
                }
                writing.decrementAndGet();
            } else {
                while (writing.get() > 0) {
                    popped.addAll(partd.pop(List.of("x", "y")).subList(0, 1));
                }
            }
        });
        popped.add(partd.pop("x"));
        assertThat(sortedPieces(joined(popped))).isEqualTo(sortedPieces(joined(values(0, 2 * each))));
        partd.delete("y");
        assertThat(partd.keys()).isEmpty();
    }

    @Test
    @Tag("sampled")
    void oneOfManyIsetsWins() throws Exception {
        Partd<V> partd = fresh();
        for (int round = 0; round < Sample.times(10, 30); round++) {
            String key = "x" + round;
            AtomicInteger winner = new AtomicInteger(-1);
            AtomicInteger winners = new AtomicInteger();
            Parallel.run(4, thread -> {
                if (partd.iset(key, value(thread))) {
                    winners.incrementAndGet();
                    winner.set(thread);
                }
            });
            assertThat(winners).hasValue(1);
            assertThat(partd.get(key)).isEqualTo(joined(values(winner.get(), winner.get() + 1)));
        }
    }

    @Test
    @Tag("sampled")
    void flushBesideAppendsLosesAndDoublesNothing() throws Exception {
        Partd<V> partd = fresh();
        int each = Sample.times(60, 200);
        AtomicInteger writing = new AtomicInteger(2);
        Parallel.run(3, thread -> {
            if (thread < 2) {
                for (int i = 0; i < each; i++) {
                    partd.append("own" + thread, value(i));
                }
                writing.decrementAndGet();
            } else {
                while (writing.get() > 0) {
                    partd.flush();
                }
            }
        });
        assertThat(partd.get("own0")).isEqualTo(joined(values(0, each)));
        assertThat(partd.get("own1")).isEqualTo(joined(values(0, each)));
    }

    @Test
    void dropBesideAppendsLeavesWholeBatches() throws Exception {
        Partd<V> partd = fresh();
        assumeGuaranteed(partd, Guarantee.ATOMIC_BATCHES);
        AtomicInteger writing = new AtomicInteger(2);
        Parallel.run(3, thread -> {
            if (thread < 2) {
                for (int i = 0; i < 100; i++) {
                    partd.append(Map.of("a/1", value(7), "b", value(7)));
                }
                writing.decrementAndGet();
            } else {
                while (writing.get() > 0) {
                    partd.drop();
                }
            }
        });
        List<V> both = partd.get(List.of("a/1", "b"));
        assertThat(both.get(0)).isEqualTo(both.get(1));
    }

    /** The values of the numbers from one to another, exclusive. */
    protected final List<V> values(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::value).toList();
    }

    /** A value made comparable with others that have the same pieces in another order. */
    protected abstract List<?> sortedPieces(V value);

    /** Skips a test of what the partd does not promise. */
    protected static void assumeGuaranteed(Partd<?> partd, Guarantee... needed) {
        assumeTrue(
                partd.guarantees().containsAll(List.of(needed)),
                () -> partd + " guarantees no more than " + partd.guarantees());
    }

    private List<Parallel.Action> actionsOf(Partd<V> partd) {
        return List.of(
                () -> partd.append("y", value(9)),
                () -> partd.append(Map.of("y", value(9), "z", value(9))),
                () -> partd.get("x"),
                () -> partd.pop("x"),
                () -> partd.iset("y", value(9)),
                () -> partd.delete("x"),
                partd::keys,
                () -> partd.size("x"),
                () -> partd.contains("x"),
                () -> partd.stream("x").close(),
                partd::drop,
                () -> partd.keys("x").close(),
                () -> partd.lock().close(),
                () -> partd.tryLock(Duration.ofDays(100_000)).orElseThrow().close());
    }

    private static void assertRefused(Parallel.Action action) {
        assertThatThrownBy(action::run).isInstanceOf(InvalidKeyException.class).hasMessageStartingWith("key '': ");
    }

    private static List<Method> methods(Partd<?> partd) {
        Set<String> always = Set.of("close", "guarantees", "with", "encodedBy", "raw", "metadata", "metrics");
        Class<?> type = partd instanceof Store ? Store.class : Partd.class;
        return Stream.of(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !always.contains(method.getName()))
                .toList();
    }

    private @Nullable Object[] arguments(Method method) {
        boolean buffers = method.getName().equals("appendBuffers");
        return Stream.of(method.getParameterTypes())
                .map(type -> {
                    Object example = EXAMPLES.get(type);
                    if (example != null) {
                        return example;
                    }
                    if (type == Map.class) {
                        return Map.of("k", buffers ? List.of(ByteBuffer.allocate(3)) : value(1));
                    }
                    return Collection.class.isAssignableFrom(type) ? List.of("k") : value(1);
                })
                .toArray();
    }

    private static @Nullable Throwable failure(Method method, Object target, @Nullable Object[] arguments)
            throws IllegalAccessException {
        try {
            method.setAccessible(true);
            method.invoke(target, arguments);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }
}
