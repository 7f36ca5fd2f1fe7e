package io.partd.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ForwardingStore;
import io.partd.Guarantee;
import io.partd.Partd;
import io.partd.PartlyAppendedException;
import io.partd.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A buffer over a store that may append a batch to some of its keys only. */
@Timeout(300)
final class PartlyAppendedTest {

    private final KeyByKeyStore slow = new KeyByKeyStore(Partd.memory());
    private final Store store = slow.with(WriteBuffer.of("1m"));

    @AfterEach
    void close() throws IOException {
        slow.failing = Set.of();
        store.close();
    }

    @Test
    void aFlushThatFailsForSomeKeysDoublesNothing() throws IOException {
        store.append(Map.of("a", new byte[10], "b", new byte[20], "c", new byte[30]));
        slow.failing = Set.of("b");
        assertThatThrownBy(store::flush)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not add to keys [b]");
        assertThat(slow.size("b")).isZero();
        assertThat(slow.size("a")).isEqualTo(10);
        assertThat(store.get(List.of("a", "b", "c"))).containsExactly(new byte[10], new byte[20], new byte[30]);
        slow.failing = Set.of();
        store.flush();
        assertThat(slow.get(List.of("a", "b", "c"))).containsExactly(new byte[10], new byte[20], new byte[30]);
    }

    @Test
    void aLargeBatchThatFailsForSomeKeysTakesWhatWasHeldOfTheOthersAlong() throws IOException {
        store.append(Map.of("a", new byte[10], "b", new byte[20]));
        slow.failing = Set.of("b");
        assertThatThrownBy(() -> store.append(Map.of("a", new byte[1 << 20], "b", new byte[1 << 20])))
                .isInstanceOfSatisfying(
                        PartlyAppendedException.class,
                        e -> assertThat(e.appended()).containsExactly("a"));
        slow.failing = Set.of();
        assertThat(store.get("a")).hasSize(10 + (1 << 20));
        assertThat(store.get("b")).hasSize(20);
        store.flush();
        assertThat(slow.get("a")).hasSize(10 + (1 << 20));
        assertThat(slow.get("b")).hasSize(20);
    }

    /** Appends key by key. */
    private static final class KeyByKeyStore extends ForwardingStore {

        private volatile Set<String> failing = Set.of();

        private KeyByKeyStore(Store store) {
            super(store);
        }

        @Override
        public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
            List<String> appended = new ArrayList<>();
            IOException failure = null;
            for (Map.Entry<String, ? extends List<ByteBuffer>> entry : batch.entrySet()) {
                if (failing.contains(entry.getKey())) {
                    failure = new IOException("key '" + entry.getKey() + "' fails, says the test");
                } else {
                    super.appendBuffers(Map.of(entry.getKey(), entry.getValue()));
                    appended.add(entry.getKey());
                }
            }
            if (failure != null && appended.isEmpty()) {
                throw failure;
            }
            if (failure != null) {
                throw new PartlyAppendedException("appended to " + appended + " only", appended, failure);
            }
        }

        @Override
        public Set<Guarantee> guarantees() {
            return EnumSet.noneOf(Guarantee.class);
        }
    }
}
