package io.partd.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.ForwardingStore;
import io.partd.OutcomeUnknownException;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A buffer over a store that stores, and does not know that it has: as when an answer is lost. */
@Timeout(300)
final class UnknownOutcomeTest {

    private final SilentStore slow = new SilentStore(Partd.memory());

    @Test
    void aFlushOfUnknownOutcomeIsNotSentAgain() throws IOException {
        try (Store store = slow.with(Buffer.of("1m"))) {
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
        try (Store store = slow.with(Buffer.of("64k"))) {
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
        store.flush();
        assertThat(store.size("a")).isEqualTo(500L * added);
        store.close();
    }

    @Test
    void aCloseOfUnknownOutcomeSaysSoAndClosesTheStore() throws IOException {
        Store store = slow.with(Buffer.of("1m"));
        store.append("a", new byte[10]);
        assertThatThrownBy(store::close).isInstanceOf(OutcomeUnknownException.class);
        assertThat(slow.stored).isEqualTo(10);
        assertThat(slow.closed).isTrue();
    }

    private static final class SilentStore extends ForwardingStore {

        private volatile boolean silent = true;
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
            if (silent) {
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
