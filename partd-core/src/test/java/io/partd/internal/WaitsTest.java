package io.partd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitsTest {

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void anEarlierInterruptDoesNotMatterWithoutAWait() throws IOException {
        try (Store store = Partd.memory()) {
            Thread.currentThread().interrupt();

            store.append("a", new byte[] {1});

            assertThat(store.size("a")).isEqualTo(1);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
    }

    @Test
    void anInterruptedThreadDoesNotWait() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Thread holder = new Thread(lock::lock);
        holder.start();
        holder.join();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Waits.lock(lock, "the lock"))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("interrupted while waiting for the lock; the call had no effect");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
}
