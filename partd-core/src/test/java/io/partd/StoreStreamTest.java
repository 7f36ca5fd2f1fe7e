package io.partd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Values that are read as streams of blocks. */
final class StoreStreamTest {

    /** Else it would go on with the block after the one of which a part was lost. */
    @Test
    void yieldsNothingAfterAFailure() throws Exception {
        try (Store memory = Partd.memory();
                Store store = new UnreadableOnce(memory, 3 << 19)) {
            store.append("x", new byte[5 << 20]);
            try (Stream<byte[]> stream = store.stream("x")) {
                Iterator<byte[]> blocks = stream.iterator();
                assertThat(blocks.next()).hasSize(1 << 20);
                assertThatThrownBy(blocks::hasNext).isInstanceOf(OutOfMemoryError.class);
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(blocks::hasNext)
                            .isInstanceOf(UncheckedIOException.class)
                            .hasMessageContaining("the value could not be read: Java heap space");
                }
            }
        }
    }
}
