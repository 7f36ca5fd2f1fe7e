package io.partd.zmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.UnstartableThread;
import io.partd.zmq.wire.Greetings;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One connection of a client. */
final class LineTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Test
    void theConnectionEndsIfNoThreadCanReadFromIt() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                talk.offer(1, 0, false).awaitEnd();
                gone.countDown();
            });
            ClientOptions options = ClientOptions.defaults().timeout(TIMEOUT);
            Dialing dialing = new Dialing(server.endpoint(), options, new byte[Greetings.ID_LENGTH]);
            Dialing.Dialed dialed = dialing.dial(new Deadline(TIMEOUT));
            Offer offer = Objects.requireNonNull(dialed.offer());
            assertThatThrownBy(() ->
                            Line.start(dialed.connection(), offer, new AtomicLong(), TIMEOUT, UnstartableThread::new))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
