package io.partd.zmq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ForwardingStore;
import io.partd.Partd;
import io.partd.Store;
import io.partd.zmq.zmtp.Blocks;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Values that a server is asked for. */
final class ValuesTest {

    @Test
    void thoseThatWereOpenedAreClosedIfAnotherCannotBe() throws IOException {
        AtomicInteger open = new AtomicInteger();
        Store store = new ForwardingStore(Partd.memory()) {
            @Override
            public InputStream open(String key) throws IOException {
                if (key.equals("second")) {
                    throw new OutOfMemoryError("Java heap space");
                }
                open.incrementAndGet();
                return new FilterInputStream(super.open(key)) {
                    @Override
                    public void close() throws IOException {
                        open.decrementAndGet();
                        super.close();
                    }
                };
            }
        };
        store.append("first", new byte[1 << 20]);
        store.append("second", new byte[1 << 20]);
        Blocks.Share memory = Blocks.of(1 << 24, 1 << 24).share();
        assertThatThrownBy(() -> Values.of(store, List.of("first", "second"), memory, 1 << 20))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(open).hasValue(0);
    }
}
