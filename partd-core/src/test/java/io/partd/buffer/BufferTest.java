package io.partd.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.FailingList;
import io.partd.FailingStore;
import io.partd.ForwardingStore;
import io.partd.InvalidKeyException;
import io.partd.KeptStore;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.RecordingStore;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class BufferTest {

    private static final String LOST = "what is buffered stays in memory, and nothing was added";

    @Test
    void keepsInMemoryWhatFits() throws IOException {
        RecordingStore slow = new RecordingStore(Partd.memory());
        try (Store store = slow.with(WriteBuffer.of("64k"))) {
            for (int i = 0; i < 100; i++) {
                store.append("x", bytes(100));
            }
            assertThat(store.get("x")).hasSize(10_000);
            assertThat(slow.batches()).isEmpty();
        }
        assertThat(slow.batches()).containsExactly(Map.of("x", 10_000L));
    }

    @Test
    void flushLeavesNothingBehindAndFlushesTheSlowStore() throws IOException {
        RecordingStore slow = new RecordingStore(Partd.memory());
        try (BufferedStore store = new BufferedStore(slow, ByteSize.of("64k"))) {
            store.append(Map.of("x", bytes(1_000), "y", bytes(10)));
            assertThat(store.memory()).isGreaterThan(1_010);
            store.flush();
            assertThat(store.memory()).isZero();
            assertThat(slow.flushes()).isEqualTo(1);
            assertThat(slow.size("x")).isEqualTo(1_000);
            store.flush();
            assertThat(slow.batches()).containsExactly(Map.of("x", 1_000L, "y", 10L));
        }
    }

    @Test
    void spillsTheLargestValuesFirst() throws Exception {
        RecordingStore slow = new RecordingStore(Partd.memory(), 0);
        try (BufferedStore store = new BufferedStore(slow, ByteSize.of(200_000))) {
            store.append("small", bytes(3_000));
            for (int i = 0; i < 3; i++) {
                store.append("large", bytes(20_000));
                store.append("middle", bytes(8_000));
            }
            store.append("huge", bytes(40_000));
            store.append("next", bytes(25_000));
            assertThat(store.memory()).isGreaterThan(150_000);
            store.append("small", bytes(10));
            slow.permit(1_000);
            while (store.memory() > 50_000) {
                Thread.sleep(1);
            }
            assertThat(slow.batches().get(0)).containsExactly(Map.entry("large", 50_000L));
            assertThat(slow.batches().get(1)).containsEntry("huge", 40_000L);
            assertThat(slow.batches().toString()).contains("next").doesNotContain("small");
            assertThat(store.get(List.of("small", "large", "middle", "huge", "next")))
                    .extracting(value -> value.length)
                    .containsExactly(3_010, 60_000, 24_000, 40_000, 25_000);
        }
    }

    @Test
    void aBatchTooLargeForTheBufferGoesStraightThroughInOneBatchAndInOrder() throws IOException {
        RecordingStore slow = new RecordingStore(Partd.memory());
        try (BufferedStore store = new BufferedStore(slow, ByteSize.of("16k"))) {
            store.append(Map.of("x", text("first "), "other", text("stays")));
            store.append(Map.of("x", bytes(1 << 20), "y", text("new")));
            store.append("x", text("last"));
            assertThat(slow.batches()).containsExactly(Map.of("x", 6L + (1 << 20), "y", 3L));
            assertThat(store.memory()).isLessThan(2_000);
            byte[] value = store.get("x");
            assertThat(new String(value, 0, 6, StandardCharsets.UTF_8)).isEqualTo("first ");
            assertThat(new String(value, value.length - 4, 4, StandardCharsets.UTF_8))
                    .isEqualTo("last");
            assertThat(value).hasSize(10 + (1 << 20));
        }
    }

    @Test
    void writersWaitForRoomAndThenGoOn() throws Exception {
        RecordingStore slow = new RecordingStore(Partd.memory(), 0);
        try (BufferedStore store = new BufferedStore(slow, ByteSize.of("16k"))) {
            AtomicInteger appended = new AtomicInteger();
            Parallel.Running writer = Parallel.start(() -> {
                for (int i = 0; i < 200; i++) {
                    store.append("x", bytes(1_000));
                    appended.incrementAndGet();
                }
            });
            writer.awaitWaiting();
            while (appended.get() < 10) {
                Thread.sleep(1);
            }
            writer.awaitWaiting();
            assertThat(appended).hasValueLessThan(17);
            assertThat(slow.batches()).isEmpty();
            assertThat(store.memory()).isLessThanOrEqualTo(16 << 10);
            slow.permit(1_000);
            writer.join();
            assertThat(store.get("x")).hasSize(200_000);
        }
    }

    @Test
    void aWaitingWriterThatIsInterruptedAddsNothingAndDisturbsNobody() throws Exception {
        RecordingStore slow = new RecordingStore(Partd.memory(), 0);
        try (BufferedStore store = new BufferedStore(slow, ByteSize.of("16k"))) {
            List<Parallel.Running> writers = new ArrayList<>();
            AtomicInteger added = new AtomicInteger();
            AtomicBoolean stillSet = new AtomicBoolean();
            while (store.memory() < 14_000) {
                store.append("x", bytes(500));
                added.addAndGet(500);
            }
            Parallel.Running interrupted = Parallel.start(() -> {
                assertThatThrownBy(() -> store.append(Map.of("x", bytes(2_500), "never", bytes(10))))
                        .isInstanceOf(InterruptedIOException.class)
                        .hasMessage("interrupted while waiting for Buffer[16k](RecordingStore(Memory));"
                                + " the call had no effect");
                stillSet.set(Thread.currentThread().isInterrupted());
            });
            interrupted.awaitWaiting();
            for (int i = 0; i < 3; i++) {
                writers.add(Parallel.start(() -> {
                    store.append("x", bytes(3_000));
                    added.addAndGet(3_000);
                }));
                writers.get(i).awaitWaiting();
            }
            interrupted.interrupt();
            interrupted.join();
            assertThat(stillSet).isTrue();
            slow.permit(1_000);
            writers.forEach(Parallel.Running::join);
            assertThat(store.size("x")).isEqualTo(added.get());
            assertThat(store.keys()).containsExactly("x");
        }
    }

    @Test
    void waitingWritersAreServedInTheOrderTheyCame() throws Exception {
        RecordingStore slow = new RecordingStore(Partd.memory(), 0);
        try (BufferedStore store = new BufferedStore(slow, ByteSize.of("16k"))) {
            while (store.memory() < 14_000) {
                store.append("full", bytes(500));
            }
            List<Parallel.Running> writers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                byte[] piece = bytes(3_000);
                piece[0] = (byte) ('A' + i);
                writers.add(Parallel.start(() -> store.append("x", piece)));
                writers.get(i).awaitWaiting();
            }
            slow.permit(1_000);
            writers.forEach(Parallel.Running::join);
            byte[] value = store.get("x");
            for (int i = 0; i < 5; i++) {
                assertThat((char) value[i * 3_000]).isEqualTo((char) ('A' + i));
            }
        }
    }

    @Test
    void aFailedSpillFailsTheWaitingWritersAndLosesNothing() throws Exception {
        FailingStore slow = new FailingStore(Partd.memory(), 1);
        try (BufferedStore store = new BufferedStore(slow, ByteSize.of("16k"))) {
            long added = 0;
            int failures = 0;
            for (int i = 0; i < 100; i++) {
                try {
                    store.append(Map.of("x", bytes(500), "y", bytes(100)));
                    added++;
                } catch (IOException e) {
                    failures++;
                    assertThat(e)
                            .hasMessageContaining("could not spill to FailingStore(Memory)")
                            .hasMessageContaining(LOST)
                            .hasMessageContaining(FailingStore.MESSAGE)
                            .hasRootCauseMessage(FailingStore.MESSAGE);
                }
                assertThat(store.memory()).isLessThanOrEqualTo(16 << 10);
            }
            assertThat(failures).isPositive();
            assertThatThrownBy(store::flush)
                    .hasMessageStartingWith("could not add to keys [")
                    .hasMessageEndingWith("] of FailingStore(Memory);" + " what is buffered of them stays in memory: "
                            + FailingStore.MESSAGE);
            assertThat(store.get("x")).hasSize((int) added * 500);
            slow.setFailing(false);
            store.flush();
            store.append("x", bytes(500));
            assertThat(store.size("x")).isEqualTo(added * 500 + 500);
            assertThat(store.size("y")).isEqualTo(added * 100);
        }
    }

    @Test
    void severalWaitingWritersAllLearnOfAFailedSpill() throws Exception {
        KeptStore kept = new KeptStore(Partd.memory());
        FailingStore failing = new FailingStore(kept.handle(), 1);
        RecordingStore slow = new RecordingStore(failing, 0);
        BufferedStore store = new BufferedStore(slow, ByteSize.of("16k"));
        while (store.memory() < 14_000) {
            store.append("full", bytes(500));
        }
        AtomicInteger failures = new AtomicInteger();
        List<Parallel.Running> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(Parallel.start(() -> {
                assertThatThrownBy(() -> store.append("x", bytes(3_000))).hasMessageContaining(LOST);
                failures.incrementAndGet();
            }));
            writers.get(i).awaitWaiting();
        }
        slow.permit(1);
        writers.forEach(Parallel.Running::join);
        assertThat(failures).hasValue(4);
        slow.permit(1_000);
        failing.setFailing(false);
        store.append("x", bytes(3_000));
        assertThat(store.size("x")).isEqualTo(3_000);
        store.close();
    }

    @Test
    void aCloseThatCannotWriteSaysWhatIsLostAndClosesTheSlowStore() throws IOException {
        Store memory = Partd.memory();
        Store store = new FailingStore(memory, 1).with(WriteBuffer.of("64k"));
        store.append(Map.of("x", bytes(100), "y", bytes(23)));
        assertThatThrownBy(store::close)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed Buffer[64k](FailingStore(Memory)) without its last 123 bytes of 2 keys")
                .hasMessageContaining(FailingStore.MESSAGE);
        assertThatThrownBy(memory::keys).isInstanceOf(StoreClosedException.class);
        store.close();
    }

    @Test
    void closingInAnInterruptedThreadStillWritesEverything() throws IOException {
        KeptStore kept = new KeptStore(Partd.memory());
        Store store = kept.handle().with(WriteBuffer.of("64k"));
        store.append("x", bytes(100));
        Thread.currentThread().interrupt();
        store.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(kept.handle().size("x")).isEqualTo(100);
    }

    @Test
    void refusesAKeyTheSlowStoreCannotHoldWhenItIsAppended() throws IOException {
        RecordingStore slow = new RecordingStore(Partd.memory());
        try (Store store = new PickyStore(slow).with(WriteBuffer.of("64k"))) {
            store.append("good", bytes(10));
            assertThatThrownBy(() -> store.append(Map.of("good", bytes(1), "bad", bytes(1))))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessage("key 'bad': the test does not like it");
            assertThatThrownBy(() -> store.append("bad", bytes(1 << 20))).isInstanceOf(InvalidKeyException.class);
            Section section = store.lock();
            assertThatThrownBy(() -> store.append("bad", bytes(1))).isInstanceOf(InvalidKeyException.class);
            section.close();
            assertThatThrownBy(() -> store.claim(List.of("bad"))).isInstanceOf(InvalidKeyException.class);
            store.flush();
            assertThat(slow.batches()).containsExactly(Map.of("good", 10L));
        }
    }

    @Test
    void aKeyThatIsRefusedAfterItsClaimKeepsNoOtherBack() throws IOException {
        KeptStore kept = new KeptStore(Partd.memory());
        PickyStore picky = new PickyStore(kept.handle());
        BufferedStore store = new BufferedStore(picky, ByteSize.of("64k"));
        store.append(Map.of("a", text("a"), "turned", text("lost"), "z", text("z")));
        picky.disliked = "turned";
        assertThatThrownBy(store::flush)
                .isInstanceOf(IOException.class)
                .hasMessage("could not add to keys [turned] of PickyStore(" + kept.handle()
                        + "); what is buffered of them stays in memory: key 'turned': the test does not like it");
        assertThat(kept.handle().keys()).containsExactly("a", "z");
        assertThat(store.get("turned")).isEqualTo(text("lost"));
        store.append("a", text("2"));
        assertThatThrownBy(store::close)
                .hasMessageContaining("without its last 4 bytes of 1 keys, which are lost")
                .hasMessageContaining("keys [turned]");
        assertThat(kept.handle().get(List.of("a", "z"))).containsExactly(text("a2"), text("z"));
    }

    @Test
    void aKeyThatIsRefusedAfterItsClaimDoesNotStopSpilling() throws IOException {
        PickyStore picky = new PickyStore(Partd.memory());
        try (BufferedStore store = new BufferedStore(picky, ByteSize.of("16k"))) {
            store.append("turned", bytes(1_500));
            picky.disliked = "turned";
            int added = 0;
            for (int i = 0; i < 300; i++) {
                try {
                    store.append("x" + i % 20, bytes(500));
                    added += 500;
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("[turned]").hasMessageContaining(LOST);
                }
            }
            assertThat(added).isGreaterThan(50_000);
            int stored = 0;
            for (int i = 0; i < 20; i++) {
                stored += store.get("x" + i).length;
            }
            assertThat(stored).isEqualTo(added);
            store.delete("turned");
        }
    }

    @Test
    void namesTenOfManyRefusedKeys() throws IOException {
        PickyStore picky = new PickyStore(Partd.memory());
        try (Store store = picky.with(WriteBuffer.of("64k"))) {
            for (int i = 10; i < 25; i++) {
                store.append("k" + i, bytes(1));
            }
            picky.disliked = "k";
            assertThatThrownBy(store::flush)
                    .hasMessageContaining("keys [k10, k11, k12, k13, k14, k15, k16, k17, k18, k19] and 5 more of");
            picky.disliked = "bad";
        }
    }

    /** Only a key that is refused is a reason to try the others by themselves. */
    @Test
    void aSpillThatFailsIsNotTriedKeyByKey() throws IOException {
        FailingStore failing = new FailingStore(Partd.memory(), 1);
        RecordingStore slow = new RecordingStore(failing);
        try (Store store = slow.with(WriteBuffer.of("64m"))) {
            for (int i = 0; i < 1000; i++) {
                store.append("key " + i, bytes(1));
            }
            assertThatThrownBy(store::flush).hasMessageContaining(FailingStore.MESSAGE);
            assertThat(slow.batches()).hasSize(1);
            failing.setFailing(false);
            store.flush();
            assertThat(slow.keys()).hasSize(1000);
        }
    }

    @Test
    void aRefusedKeyIsFoundWithoutTryingEveryOne() throws IOException {
        PickyStore picky = new PickyStore(Partd.memory());
        RecordingStore slow = new RecordingStore(picky);
        try (Store store = slow.with(WriteBuffer.of("64m"))) {
            for (int i = 1000; i < 2000; i++) {
                store.append("key " + i, bytes(1));
            }
            picky.disliked = "key 1500";
            assertThatThrownBy(store::flush).hasMessageContaining("keys [key 1500] of");
            assertThat(slow.batches()).hasSizeLessThan(30);
            assertThat(slow.keys()).hasSize(999).doesNotContain("key 1500");
            picky.disliked = "bad";
        }
    }

    @Test
    void asksTheSlowStoreAgainForAKeyThatWasDeleted() throws IOException {
        PickyStore picky = new PickyStore(Partd.memory());
        try (Store store = picky.with(WriteBuffer.of("64k"))) {
            store.append("x", bytes(1));
            store.append("x", bytes(1));
            assertThat(picky.claimed).containsExactly("x");
            store.delete("x");
            store.append("x", bytes(1));
            store.pop("x");
            store.append("x", bytes(1));
            store.drop();
            store.append("x", bytes(1));
            assertThat(picky.claimed).containsExactly("x", "x", "x", "x");
        }
    }

    @Test
    void deletingAndDroppingGiveTheMemoryBack() throws IOException {
        try (BufferedStore store = new BufferedStore(Partd.memory(), ByteSize.of("64k"))) {
            store.append(Map.of("x", bytes(1_000), "y", bytes(1_000)));
            store.delete("x");
            long one = store.memory();
            store.pop("y");
            assertThat(one).isPositive();
            assertThat(store.memory()).isZero();
            store.append("z", bytes(1_000));
            store.drop();
            assertThat(store.memory()).isZero();
        }
    }

    @Test
    void aPopThatFailsLosesNothing() throws IOException {
        FailingStore slow = new FailingStore(Partd.memory(), 1);
        slow.setFailing(false);
        try (Store store = slow.with(WriteBuffer.of("64k"))) {
            store.append(Map.of("x", text("x1 "), "y", text("y1 ")));
            store.flush();
            store.append(Map.of("x", text("x2 "), "y", text("y2 ")));
            slow.setFailingRemovals(true);
            assertThatThrownBy(() -> store.pop(List.of("x", "y"))).hasMessage(FailingStore.MESSAGE);
            store.append("x", text("x3"));
            assertThat(store.get(List.of("x", "y"))).containsExactly(text("x1 x2 x3"), text("y1 y2 "));
            slow.setFailingRemovals(false);
            assertThat(store.pop(List.of("x", "y"))).containsExactly(text("x1 x2 x3"), text("y1 y2 "));
            assertThat(store.keys()).isEmpty();
        }
    }

    @Test
    void aDeletionThatFailsHalfWayLeavesWholeValuesOrNone() throws IOException {
        FailingStore slow = new FailingStore(Partd.memory(), 1);
        slow.setFailing(false);
        try (Store store = slow.with(WriteBuffer.of("64k"))) {
            store.append(Map.of("x", text("x1 "), "y", text("y1 ")));
            store.flush();
            store.append(Map.of("x", text("x2"), "y", text("y2"), "z", text("z")));
            slow.setFailingRemovals(true);
            assertThatThrownBy(() -> store.delete(List.of("x", "y"))).hasMessage(FailingStore.MESSAGE);
            assertThat(store.get(List.of("x", "y", "z"))).containsExactly(text(""), text("y1 y2"), text("z"));
            assertThat(store.keys()).containsExactly("y", "z");
        }
    }

    @Test
    void aDropThatFailsHalfWayLeavesWholeValuesOrNone() throws IOException {
        FailingStore slow = new FailingStore(Partd.memory(), 1);
        slow.setFailing(false);
        try (Store store = slow.with(WriteBuffer.of("64k"))) {
            store.append(Map.of("x", text("x1 "), "y", text("y1 ")));
            store.flush();
            store.append(Map.of("x", text("x2"), "y", text("y2")));
            slow.setFailingRemovals(true);
            assertThatThrownBy(store::drop).hasMessage(FailingStore.MESSAGE);
            assertThat(store.get(List.of("x", "y"))).containsExactly(text(""), text("y1 y2"));
        }
    }

    @Test
    void aFullSlowStoreCanBeDeletedFrom() throws IOException {
        FailingStore slow = new FailingStore(Partd.memory(), 1);
        Store store = slow.with(WriteBuffer.of("64k"));
        store.append(Map.of("x", text("x"), "y", text("y")));
        store.delete("x");
        assertThat(store.keys()).containsExactly("y");
        store.drop();
        store.close();
    }

    @Test
    void openSpillsThatKeyAloneAndStreamsFromTheSlowStore() throws IOException {
        RecordingStore slow = new RecordingStore(Partd.memory());
        try (Store store = slow.with(WriteBuffer.of("64k"))) {
            store.append(Map.of("x", text("abc"), "y", text("def")));
            try (InputStream in = store.open("x")) {
                assertThat(in.readAllBytes()).isEqualTo(text("abc"));
            }
            assertThat(slow.batches()).containsExactly(Map.of("x", 3L));
        }
    }

    @Test
    void aSectionMayAppendMoreThanTheCap() throws IOException {
        try (BufferedStore store = new BufferedStore(Partd.memory(), ByteSize.of("16k"))) {
            Section section = store.lock();
            for (int i = 0; i < 500; i++) {
                store.append(Map.of("x", bytes(300), "y", bytes(20)));
                assertThat(store.memory()).isLessThanOrEqualTo(16 << 10);
            }
            section.close();
            assertThat(store.get("x")).hasSize(150_000);
            assertThat(store.get("y")).hasSize(10_000);
        }
    }

    @Test
    void neverHoldsMoreThanTheCapWhateverManyWritersDo() throws Exception {
        for (String cap : List.of("700", "2k", "16k", "300k")) {
            long bytes = ByteSize.of(cap).bytes();
            AtomicLong most = new AtomicLong();
            KeptStore kept = new KeptStore(Partd.memory());
            try (BufferedStore store = new BufferedStore(kept.handle(), ByteSize.of(cap))) {
                AtomicInteger writing = new AtomicInteger(3);
                AtomicLong[] sent = {new AtomicLong(), new AtomicLong(), new AtomicLong()};
                Parallel.run(5, thread -> {
                    Random random = new Random(thread);
                    if (thread < 3) {
                        for (int i = 0; i < 1_500; i++) {
                            byte[] piece = bytes(random.nextInt(1, random.nextInt(10) == 0 ? 3_000 : 80));
                            store.append(Map.of("hot" + thread, piece, "key" + random.nextInt(200), bytes(7)));
                            sent[thread].addAndGet(piece.length);
                            most.accumulateAndGet(store.memory(), Math::max);
                        }
                        writing.decrementAndGet();
                    } else {
                        while (writing.get() > 0) {
                            most.accumulateAndGet(store.memory(), Math::max);
                            if (thread == 3) {
                                store.size("hot" + random.nextInt(3));
                                store.get("key" + random.nextInt(200));
                            }
                        }
                    }
                });
                for (int writer = 0; writer < 3; writer++) {
                    assertThat(store.size("hot" + writer)).isEqualTo(sent[writer].get());
                }
            }
            assertThat(most).as("cap %s", cap).hasValueLessThanOrEqualTo(bytes);
            long small = 0;
            for (int i = 0; i < 200; i++) {
                small += kept.handle().size("key" + i);
            }
            assertThat(small).isEqualTo(3 * 1_500 * 7);
        }
    }

    @Test
    void oneHotKeyKeepsItsOrderThroughManySpills() throws IOException {
        RecordingStore slow = new RecordingStore(Partd.memory());
        try (Store store = slow.with(WriteBuffer.of("8k"))) {
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int i = 0; i < 20_000; i++) {
                byte[] piece = text(i + " ");
                store.append("hot", piece);
                expected.writeBytes(piece);
            }
            assertThat(store.get("hot")).isEqualTo(expected.toByteArray());
            assertThat(slow.batches()).hasSizeGreaterThan(10);
        }
    }

    @Test
    void appendsGoOnWhileAFlushIsUnderWay() throws Exception {
        RecordingStore slow = new RecordingStore(Partd.memory(), 0);
        try (Store store = slow.with(WriteBuffer.of("64k"))) {
            store.append("x", text("before "));
            Parallel.Running flush = Parallel.start(store::flush);
            while (slow.waiting() == 0) {
                Thread.sleep(1);
            }
            store.append("x", text("during"));
            slow.permit(1);
            flush.join();
            assertThat(slow.batches()).containsExactly(Map.of("x", 7L));
            assertThat(store.get("x")).isEqualTo(text("before during"));
            slow.permit(1_000);
        }
    }

    @Test
    void anErrorInAnAppendTakesTheWholeBatchBack() throws IOException {
        try (BufferedStore store = new BufferedStore(Partd.memory(), ByteSize.of("64k"))) {
            store.append("known", bytes(1_000));
            long before = store.memory();
            for (int i = 0; i < 3; i++) {
                Map<String, List<ByteBuffer>> batch = new LinkedHashMap<>();
                batch.put("known", List.of(ByteBuffer.wrap(bytes(700))));
                batch.put("new", List.of(ByteBuffer.wrap(bytes(300))));
                batch.put("x", new FailingList(1, bytes(300), bytes(100)));
                batch.put("last", List.of(ByteBuffer.wrap(bytes(300))));
                assertThatThrownBy(() -> store.appendBuffers(batch)).isInstanceOf(OutOfMemoryError.class);
                assertThat(store.keys()).containsExactly("known");
                assertThat(store.size("known")).isEqualTo(1_000);
                assertThat(store.memory()).as("with three more keys").isBetween(before, before + 1_000);
            }
            store.append("x", text("value"));
            store.append("known", text("end"));
            assertThat(store.get("x")).isEqualTo(text("value"));
            assertThat(store.get("known")).hasSize(1_003).endsWith(text("end"));
            store.flush();
            assertThat(store.memory()).isZero();
        }
    }

    @Test
    void buffersThatChangeDuringAnAppendLeaveNothing() throws IOException {
        try (Store store = Partd.memory().with(WriteBuffer.of("64k"))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes(500));
            Map<String, List<ByteBuffer>> batch = new LinkedHashMap<>();
            batch.put("a", List.of(ByteBuffer.wrap(bytes(10))));
            for (int limit : new int[] {100, 500}) {
                batch.put("b", new ChangingList(buffer, limit, 300));
                assertThatThrownBy(() -> store.appendBuffers(batch))
                        .isInstanceOf(ConcurrentModificationException.class);
                assertThat(store.keys()).isEmpty();
            }
        }
    }

    @Test
    void largeValuesPassTheMemoryByInOrder() throws IOException {
        RecordingStore slow = new RecordingStore(Partd.memory());
        try (BufferedStore store = new BufferedStore(slow, ByteSize.of("16m"))) {
            store.append(Map.of("x", text("small "), "y", text("stays")));
            store.append("x", bytes(64 << 10));
            assertThat(slow.batches()).containsExactly(Map.of("x", 6L + (64 << 10)));
            store.append("x", text("last"));
            assertThat(store.get("x"))
                    .hasSize(10 + (64 << 10))
                    .startsWith(text("small "))
                    .endsWith(text("last"));
            assertThat(store.get("y")).isEqualTo(text("stays"));
        }
    }

    @Test
    void overALogSmallBatchesStayAndOthersPassBy(@TempDir Path directory) throws IOException {
        try (Store log = Partd.log(directory);
                BufferedStore store = new BufferedStore(Partd.log(directory), ByteSize.of("64m"))) {
            store.append("small", bytes(4_000));
            assertThat(log.keys()).isEmpty();
            store.append("large", bytes(4 << 10));
            assertThat(log.keys()).containsExactly("large");
            Map<String, byte[]> wide = new HashMap<>();
            for (int i = 0; i < 10_000; i++) {
                wide.put("key" + i, bytes(10));
            }
            store.append(wide);
            assertThat(log.keys()).hasSize(10_001);
            assertThat(store.keys()).hasSize(10_002);
        }
    }

    @Test
    void manyKeysGetTheRoomThatLargeValuesHad() throws IOException {
        KeptStore kept = new KeptStore(Partd.memory());
        try (BufferedStore store = new BufferedStore(kept.handle(), ByteSize.of("256k"))) {
            for (int i = 0; i < 100; i++) {
                store.append("large" + i % 3, bytes(10_000));
            }
            for (int i = 0; i < 20_000; i++) {
                store.append("key number " + i, bytes(1));
                assertThat(store.memory()).isLessThanOrEqualTo(256 << 10);
            }
            assertThat(store.keys()).hasSize(20_003);
        }
        assertThat(kept.handle().keys()).hasSize(20_003);
        assertThat(kept.handle().size("large0") + kept.handle().size("large1")).isEqualTo(670_000);
    }

    @Test
    void valuesSurviveManyRandomSpillsAndDeletions() throws IOException {
        Random random = new Random(14);
        Map<String, ByteArrayOutputStream> expected = new HashMap<>();
        try (Store store = Partd.memory().with(WriteBuffer.of("64k"))) {
            for (int i = 0; i < 20_000; i++) {
                String key = "key" + random.nextInt(random.nextInt(20) == 0 ? 1_000 : 30);
                byte[] piece = new byte[random.nextInt(random.nextInt(10) == 0 ? 5_000 : 200)];
                random.nextBytes(piece);
                store.append(key, piece);
                expected.computeIfAbsent(key, any -> new ByteArrayOutputStream())
                        .writeBytes(piece);
                if (random.nextInt(50) == 0) {
                    assertThat(store.get(key)).isEqualTo(expected.get(key).toByteArray());
                }
                if (random.nextInt(100) == 0) {
                    store.delete(key);
                    expected.remove(key);
                }
                if (random.nextInt(1_000) == 0) {
                    store.flush();
                }
            }
            for (Map.Entry<String, ByteArrayOutputStream> entry : expected.entrySet()) {
                assertThat(store.get(entry.getKey())).isEqualTo(entry.getValue().toByteArray());
            }
        }
    }

    @Test
    void refusesMoreThanTheHeap() {
        assertThatThrownBy(() -> WriteBuffer.of("1000t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a buffer of 1000t is larger than the heap of this JVM, which has at most "
                        + Runtime.getRuntime().maxMemory() + " bytes; choose less, or start Java with a larger -Xmx");
    }

    @Test
    void namesItsSizeAndRefusesWhatIsNone() {
        assertThat(WriteBuffer.of("64m")).hasToString("Buffer[64m]");
        assertThat(WriteBuffer.of(ByteSize.of(1_000))).hasToString("Buffer[1000]");
        assertThatThrownBy(() -> WriteBuffer.of("much")).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'b');
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A buffer that has another limit each time that it is looked at, so when it is measured and when it is copied. */
    private static final class ChangingList extends AbstractList<ByteBuffer> {

        private final ByteBuffer buffer;
        private int next;
        private int later;

        private ChangingList(ByteBuffer buffer, int limit, int later) {
            this.buffer = buffer;
            this.next = limit;
            this.later = later;
        }

        @Override
        public ByteBuffer get(int index) {
            int limit = next;
            next = later;
            later = limit;
            return buffer.duplicate().limit(limit);
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** A store that holds all keys but one, and notes what was claimed. */
    private static final class PickyStore extends ForwardingStore {

        private final List<String> claimed = new ArrayList<>();
        private volatile String disliked = "bad";

        private PickyStore(Store store) {
            super(store);
        }

        @Override
        public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
            check(batch.keySet());
            super.appendBuffers(batch);
        }

        @Override
        public void claim(Collection<String> keys) throws IOException {
            check(keys);
            claimed.addAll(keys);
            super.claim(keys);
        }

        private void check(Collection<String> keys) throws InvalidKeyException {
            for (String key : keys) {
                if (key.startsWith(disliked)) {
                    throw new InvalidKeyException(key, "the test does not like it");
                }
            }
        }
    }
}
