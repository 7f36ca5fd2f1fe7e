package io.partd.zmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.OutcomeUnknownException;
import io.partd.zmq.wire.Greetings;
import io.partd.zmq.wire.Operation;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Moments that cannot be brought about from outside. */
final class CallsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static Lines lines(FakeServer server, Lines.Resuming resuming) throws IOException {
        ClientOptions options = ClientOptions.defaults().timeout(LONG);
        Dialing dialing = new Dialing(server.endpoint(), options, new byte[Greetings.ID_LENGTH]);
        Dialing.Dialed first = dialing.dial(new Deadline(LONG));
        return new Lines(dialing, first, Objects.requireNonNull(first.offer()), LONG, resuming);
    }

    @Test
    void ofAnAppendWhoseAnswerComesWhenTheTimeIsUpItIsNotSaidThatItHadNoEffect() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> talk.offer(1, 0, false).awaitEnd());
            Lines lines = lines(server, (line, remembered, deadline) -> {});
            Request late = new Request(Operation.APPEND) {
                /** Wanted for the message, when the wait is over already. */
                @Override
                public String toString() {
                    answered();
                    return "the append";
                }
            };
            Calls calls = new Calls(lines, new Turn(), "the server");
            assertThatThrownBy(() -> calls.call(late, new Deadline(Duration.ofMillis(200))))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("may or may not be done")
                    .hasMessageNotContaining("no effect");
            lines.latest().close();
        }
    }

    static Stream<Lines.Resuming> failures() {
        return Stream.of(
                (line, remembered, deadline) -> {
                    throw new SocketTimeoutException("says the test");
                },
                (line, remembered, deadline) -> {
                    throw new OutOfMemoryError("says the test");
                });
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aLineOnWhichNotAllCouldBeSentAgainIsNotUsed(Lines.Resuming failing) throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> talk.offer(1, 0, false).awaitEnd())
                    .then(talk -> talk.offer(1, 0, true).awaitEnd());
            Lines lines = lines(server, failing);
            Line first = lines.latest();
            first.lose(new EOFException("says the test"));
            assertThatThrownBy(() -> lines.connected(new Deadline(LONG), true)).hasMessage("says the test");
            assertThat(lines.latest()).isNotSameAs(first);
            assertThat(lines.latest().isLost()).isTrue();
        }
    }

    @Test
    void whetherAnAppendIsStoredIsUnknownIfAnErrorComesBeforeItsAnswer() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> talk.offer(1, 0, false).expect(Operation.APPEND))
                    .then(talk -> talk.offer(1, 1, true).awaitEnd());
            Lines lines = lines(server, (line, remembered, deadline) -> {
                throw new OutOfMemoryError("says the test");
            });
            Calls calls = new Calls(lines, new Turn(), "the server");
            Request append = new AppendRequest(Batch.of("x", new byte[] {1}));
            assertThatThrownBy(() -> calls.call(append, new Deadline(LONG)))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("may or may not be done: an error in the client: ")
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
        }
    }

    /** An error without a message, as if there were no memory for one. */
    private static final class Unspeakable extends Error {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new OutOfMemoryError("no memory to say so");
        }
    }

    @Test
    void aLineEndsAlsoIfThereIsNoMemoryToSayWhy() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> talk.offer(1, 0, false).awaitEnd());
            Line line = lines(server, (next, remembered, deadline) -> {}).latest();
            Request unsendable = new Request(Operation.FLUSH) {
                @Override
                void restart() {
                    throw new Unspeakable();
                }
            };
            assertThatThrownBy(() -> line.send(unsendable, new Deadline(LONG), true))
                    .isInstanceOf(Error.class);
            assertThat(line.isLost()).isTrue();
            assertThat(line.awaitEnd(new Deadline(LONG))).isEmpty();
        }
    }

    @Test
    void aStreamIsClosedAlsoIfTheServerCannotBeTold() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> talk.offer(1, 0, false).awaitEnd());
            Line line = lines(server, (next, remembered, deadline) -> {}).latest();
            CountDownLatch closed = new CountDownLatch(1);
            Duration none = Duration.ofSeconds(Long.MAX_VALUE); // which no deadline can have
            OpenValue value = new OpenValue("x", line, 1, none, closed::countDown);
            assertThatThrownBy(value::close).isInstanceOf(ArithmeticException.class);
            assertThat(closed.getCount()).isZero();
            line.close();
        }
    }
}
