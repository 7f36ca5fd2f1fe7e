package io.partd.zmq.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.zmq.client.FakeServer.Talk;
import io.partd.zmq.wire.Greetings;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers of a server in Python's dialect. */
@Timeout(60)
final class PythonDialogueTest {

    private static Talk greeted(Talk talk) throws Exception {
        talk.frames();
        talk.send(Greetings.bytes(Greetings.ACK));
        return talk;
    }

    /** Keys that cannot be read any more once their values are on the way. */
    private static List<String> keysUntil(AtomicBoolean answering) {
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                return "x";
            }

            @Override
            public int size() {
                if (answering.get()) {
                    throw new IllegalStateException("broken");
                }
                return 1;
            }
        };
    }

    /** Its acknowledgement, which comes later, would be taken for that of the append. */
    @Test
    void anErrorAmidstAnAnswerEndsTheConnection() throws Exception {
        AtomicBoolean answering = new AtomicBoolean();
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                        greeted(talk).frames();
                        answering.set(true);
                        talk.send("value".getBytes(UTF_8));
                        talk.awaitEnd();
                    })
                    .then(talk -> {
                        greeted(talk).frames();
                        talk.send(Greetings.bytes(Greetings.ACK));
                        talk.awaitEnd();
                    });
            Deadline deadline = new Deadline(Duration.ofSeconds(20));
            Dialing dialing = new Dialing(server.endpoint(), ClientOptions.defaults(), new byte[0]);
            PythonDialogue dialogue =
                    new PythonDialogue(dialing, dialing.dial(deadline).connection());
            assertThatThrownBy(() -> dialogue.get(keysUntil(answering), deadline))
                    .isInstanceOf(IOException.class)
                    .hasMessage("get of 1 key failed at the server at " + server.endpoint()
                            + ": an error in the client: java.lang.IllegalStateException: broken; the call had no"
                            + " effect")
                    .hasCauseInstanceOf(IOException.class);
            dialogue.delete(List.of("x"), deadline);
            dialogue.disconnect();
        }
    }
}
