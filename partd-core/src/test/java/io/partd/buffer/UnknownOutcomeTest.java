package io.partd.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.FailingStore;
import io.partd.ForwardingStore;
import io.partd.KeptStore;
import io.partd.OutcomeUnknownException;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A buffer over a store that stores, and does not know that it has: as when an answer is lost. */
@Timeout(300)
final class UnknownOutcomeTest {

    private final SilentStore slow = new SilentStore(Partd.memory());

    @Test
    void aFlushOfUnknownOutcomeIsNotSentAgain() throws IOException {
        try (Store store = slow.with(WriteBuffer.of("1m"))) {
            store.append(Map.of("a", new byte[10], "b", new byte[20]));
            assertThatThrownBy(store::flush).isInstanceOf(OutcomeUnknownException.class);
            slow.silent = false;
            store.append("a", new byte[1]);
            store.flush();
            assertThat(store.size("a")).isEqualTo(11);
            assertThat(store.size("b")).isEqualTo(20);
        }
    }

    @Test
    void aLargeBatchOfUnknownOutcomeTakesWhatWasHeldAlongOnce() throws IOException {
        try (Store store = slow.with(WriteBuffer.of("64k"))) {
            store.append("a", new byte[10]);
            assertThatThrownBy(() -> store.append("a", new byte[1 << 20])).isInstanceOf(OutcomeUnknownException.class);
            slow.silent = false;
            store.flush();
            assertThat(store.size("a")).isEqualTo(10 + (1 << 20));
        }
    }

    @Test
    void aSpillOfUnknownOutcomeIsToldOnceAndNotSentAgain() throws Exception {
        BufferedStore store = new BufferedStore(slow, ByteSize.of("16k"));
        int added = 0;
        IOException told = null;
        while (told == null) {
            try {
                store.append("a", new byte[500]);
                added++;
                if (slow.answerLost) {
                    store.flush();
                }
            } catch (IOException e) {
                told = e;
            }
        }
        assertThat(told).isInstanceOf(OutcomeUnknownException.class);
        slow.silent = false;
        flushAfterAnotherSpill(store);
        assertThat(store.size("a")).isEqualTo(500L * added);
        store.close();
    }

    /** The spill that was under way may be one more to tell of. */
    private static void flushAfterAnotherSpill(Store store) throws IOException {
        try {
            store.flush();
        } catch (OutcomeUnknownException e) {
            store.flush();
        }
    }

    /** Without that, who only flushes would never learn of it. */
    @Test
    void aLaterSuccessDoesNotMakeUpForAnUnknownOutcome() throws Exception {
        BufferedStore store = new BufferedStore(slow, ByteSize.of("64k"));
        store.append("a", new byte[100]);
        store.spillFailed(new OutcomeUnknownException("an answer was lost, says the test", null));
        slow.silent = false;
        assertThat(store.open("a").readAllBytes()).hasSize(100);
        assertThatThrownBy(store::flush)
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("an answer was lost");
        store.flush();
        store.append("a", new byte[1]);
        store.close();
    }

    @Test
    void aCloseTriesWhatComesAfterAnUnknownOutcome() throws IOException {
        KeptStore kept = new KeptStore(Partd.memory());
        SilentStore once = new SilentStore(kept.handle());
        once.silentBatches.set(1);
        Store store = once.with(WriteBuffer.of("1m"));
        for (int i = 0; i < 5; i++) {
            store.append("a" + i, new byte[50_000]);
            store.append("a" + i, new byte[50_000]);
        }
        assertThatThrownBy(store::close)
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("are stored in SilentStore(")
                .hasMessageNotContaining("which are lost");
        for (int i = 0; i < 5; i++) {
            assertThat(kept.handle().size("a" + i)).isEqualTo(100_000);
        }
    }

    @Test
    void aCloseThatLosesBytesTooIsOfUnknownOutcome() throws IOException {
        SilentStore once = new SilentStore(new FailingStore(Partd.memory(), 2));
        once.silentBatches.set(1);
        Store store = once.with(WriteBuffer.of("1m"));
        for (int i = 0; i < 5; i++) {
            store.append("a" + i, new byte[50_000]);
            store.append("a" + i, new byte[50_000]);
        }
        assertThatThrownBy(store::close)
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("200000 bytes of 2 keys, which are lost");
    }

    @Test
    void aPlainFailureOfADeletionHadNoEffect() throws IOException {
        Store refusing = new ForwardingStore(Partd.memory()) {
            @Override
            public void delete(Collection<String> keys) throws IOException {
                throw new IOException("no connection, says the test");
            }
        };
        try (Store store = refusing.with(WriteBuffer.of("1m"))) {
            store.append("a", new byte[10]);
            assertThatThrownBy(() -> store.delete("a")).hasMessageContaining("no connection");
            assertThat(store.size("a")).isEqualTo(10);
        }
    }

    @Test
    void aCloseOfUnknownOutcomeSaysSoAndClosesTheStore() throws IOException {
        Store store = slow.with(WriteBuffer.of("1m"));
        store.append("a", new byte[10]);
        assertThatThrownBy(store::close).isInstanceOf(OutcomeUnknownException.class);
        assertThat(slow.stored).isEqualTo(10);
        assertThat(slow.closed).isTrue();
    }

    private static final class SilentStore extends ForwardingStore {

        private volatile boolean silent = true;
        private final AtomicInteger silentBatches = new AtomicInteger(Integer.MAX_VALUE);
        private volatile boolean answerLost;
        private volatile long stored;
        private volatile boolean closed;

        SilentStore(Store store) {
            super(store);
        }

        @Override
        public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
            super.appendBuffers(batch);
            stored = size("a");
            if (silent && silentBatches.getAndDecrement() > 0) {
                answerLost = true;
                throw new OutcomeUnknownException("the answer was lost, says the test", 0, 1, null);
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }
}
