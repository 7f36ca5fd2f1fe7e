package io.partd.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.FailingList;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class MemoryStoreTest {

    @Test
    void eachOneIsItsOwn() throws IOException {
        try (Store one = Partd.open("memory:");
                Store other = Partd.open("memory:")) {
            one.append("x", new byte[1]);
            assertThat(other.keys()).isEmpty();
        }
    }

    @Test
    void refusesAPathOrAnOption() {
        assertThatThrownBy(() -> Partd.open("memory:/x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("path '/x' in memory:/x; a store in memory has none, write memory:");
        assertThatThrownBy(() -> Partd.open("memory:?fsync=batch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown option 'fsync'");
    }

    @Test
    void holdsEveryKeyButTheEmptyOne() throws IOException {
        try (Store store = Partd.memory()) {
            for (String key : List.of("../x", "/etc/x", ".lock", "a!", "é", "a", "a/b", "x".repeat(300), "\0", "日本")) {
                store.append(key, new byte[] {1});
                assertThat(store.get(key)).hasSize(1);
            }
            assertThat(store.keys()).hasSize(10);
        }
    }

    @Test
    void writersToDifferentKeysDoNotWaitForEachOther() throws Exception {
        try (Store store = Partd.memory()) {
            AtomicBoolean otherWrote = new AtomicBoolean();
            Map<String, List<ByteBuffer>> batch = Map.of("x", new WaitingList(() -> {
                Parallel.run(() -> store.append("y", new byte[5]));
                otherWrote.set(true);
            }));
            store.appendBuffers(batch);
            assertThat(otherWrote).isTrue();
            assertThat(store.size("x")).isEqualTo(3);
            assertThat(store.size("y")).isEqualTo(5);
        }
    }

    @Test
    void aPieceThatAnErrorInterruptsIsNotThereInPart() throws IOException {
        try (Store store = Partd.memory()) {
            Map<String, List<ByteBuffer>> batch = Map.of("x", new FailingList(3, new byte[300], new byte[100]));
            assertThatThrownBy(() -> store.appendBuffers(batch)).isInstanceOf(OutOfMemoryError.class);
            assertThat(store.keys()).isEmpty();
            assertThat(store.iset("x", new byte[] {1})).isTrue();
            assertThat(store.pop("x")).containsExactly(1);
        }
    }

    /** Three bytes, and something else that happens while they are appended. */
    private static final class WaitingList extends AbstractList<ByteBuffer> {

        private final Parallel.Action meanwhile;
        private int reads;

        private WaitingList(Parallel.Action meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public ByteBuffer get(int index) {
            reads++;
            if (reads == 4) {
                Parallel.run(meanwhile);
            }
            return ByteBuffer.allocate(3);
        }

        @Override
        public int size() {
            return 1;
        }
    }
}
