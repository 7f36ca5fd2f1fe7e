package io.partd.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The thread that renews the lease of a section. */
final class RenewalTest {

    @Test
    void goesOnWhateverGoesWrongOnce() throws InterruptedException {
        CountDownLatch renewed = new CountDownLatch(3);
        Renewal renewal = Renewal.start(Thread::new, Duration.ofMillis(30), () -> {
            renewed.countDown();
            switch ((int) renewed.getCount()) {
                case 2 -> throw new OutOfMemoryError("Java heap space");
                case 1 -> throw new IllegalStateException("in a test");
                default -> {
                    return true;
                }
            }
        });
        assertThat(renewed.await(20, TimeUnit.SECONDS)).isTrue();
        renewal.stop();
    }
}
