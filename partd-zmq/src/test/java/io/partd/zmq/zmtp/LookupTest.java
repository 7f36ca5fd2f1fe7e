package io.partd.zmq.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class LookupTest {

    @Test
    void aSearchThatDoesNotEndIsGivenUp() {
        CountDownLatch over = new CountDownLatch(1);
        assertThatThrownBy(() -> Lookup.within(50, "tcp://far.example:5555", () -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return "found";
                }))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("the address of tcp://far.example:5555 was not found within 50 ms");
        over.countDown();
    }

    @Test
    void anInterruptDoesNotEndItAndStays() throws Exception {
        Thread.currentThread().interrupt();
        try {
            assertThat(Lookup.within(60_000, "x", () -> "found")).isEqualTo("found");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whatItThrowsIsThrown() {
        assertThatThrownBy(() -> Lookup.within(60_000, "x", () -> {
                    throw new SecurityException("says the test");
                }))
                .hasMessage("the search for the address of x failed")
                .hasRootCauseMessage("says the test");
        assertThatThrownBy(() -> Lookup.within(60_000, "x", () -> {
                    throw new OutOfMemoryError("says the test");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }
}
