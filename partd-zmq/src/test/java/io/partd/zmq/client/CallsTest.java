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
import org.junit.jupiter.api.Test;

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

    @Test
    void aLineOnWhichNotAllCouldBeSentAgainIsNotUsed() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> talk.offer(1, 0, false).awaitEnd())
                    .then(talk -> talk.offer(1, 0, true).awaitEnd());
            Lines lines = lines(server, (line, remembered, deadline) -> {
                throw new SocketTimeoutException("says the test");
            });
            Line first = lines.latest();
            first.lose(new EOFException("says the test"));
            assertThatThrownBy(() -> lines.connected(new Deadline(LONG), true)).hasMessage("says the test");
            assertThat(lines.latest()).isNotSameAs(first);
            assertThat(lines.latest().isLost()).isTrue();
        }
    }
}
