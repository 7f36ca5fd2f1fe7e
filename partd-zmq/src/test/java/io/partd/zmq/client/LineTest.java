package io.partd.zmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.UnstartableThread;
import io.partd.zmq.wire.Greetings;
import io.partd.zmq.wire.Operation;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private static Line line(FakeServer server) throws Exception {
        ClientOptions options = ClientOptions.defaults().timeout(TIMEOUT);
        Dialing dialing = new Dialing(server.endpoint(), options, new byte[Greetings.ID_LENGTH]);
        Dialing.Dialed dialed = dialing.dial(new Deadline(TIMEOUT));
        Offer offer = Objects.requireNonNull(dialed.offer());
        return Line.start(dialed.connection(), offer, new AtomicLong(), TIMEOUT);
    }

    /** A request that there is no memory for. */
    private static final class Unsendable extends Request {

        Unsendable() {
            super(Operation.FLUSH);
        }

        @Override
        void restart() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    private static final class Flush extends Request {

        Flush() {
            super(Operation.FLUSH);
        }
    }

    /** It has taken a number and credit, which no answer would bring back. */
    @Test
    void aRequestThatThereIsNoMemoryForEndsTheLine() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> talk.offer(1, 0, false).awaitEnd());
            Line line = line(server);
            assertThatThrownBy(() -> line.send(new Unsendable(), new Deadline(TIMEOUT), true))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(line.isLost()).isTrue();
            assertThat(line.awaitEnd(new Deadline(TIMEOUT))).isEmpty();
        }
    }

    @Test
    void aRequestThatIsNotSentInTimeTakesNoCredit() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                talk.offer(1, 0, false);
                talk.done(talk.expect(Operation.FLUSH));
                talk.awaitEnd();
            });
            Line line = line(server);
            for (int i = 0; i < 2 * FakeServer.CREDIT; i++) {
                assertThatThrownBy(() -> line.send(new Flush(), new Deadline(Duration.ZERO), true))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageStartingWith("waited 0 s to send to ")
                        .hasMessageEndingWith("; the call had no effect");
            }
            Flush flush = new Flush();
            line.send(flush, new Deadline(TIMEOUT), true);
            assertThat(flush.await(new Deadline(TIMEOUT), true)).isEqualTo(Request.Outcome.ANSWERED);
            line.close();
        }
    }

    @Test
    void aRequestWaitsForCreditAndIsRefusedWhenTheLineIsLost() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                talk.offer(1, 0, false);
                for (int i = 0; i < FakeServer.CREDIT; i++) {
                    talk.expect(Operation.FLUSH);
                }
            });
            Line line = line(server);
            List<Flush> sent = new ArrayList<>();
            for (int i = 0; i < FakeServer.CREDIT; i++) {
                sent.add(new Flush());
                line.send(sent.get(i), new Deadline(TIMEOUT), true);
            }
            assertThatThrownBy(() -> line.send(new Flush(), new Deadline(TIMEOUT), true))
                    .isInstanceOf(LostLineException.class)
                    .hasMessageStartingWith("the connection to " + line + " is lost: ");
            for (Flush each : sent) {
                assertThat(each.await(new Deadline(TIMEOUT), true)).isEqualTo(Request.Outcome.LOST);
            }
            assertThat(line.awaitEnd(new Deadline(TIMEOUT))).hasSize(FakeServer.CREDIT);
        }
    }
}
