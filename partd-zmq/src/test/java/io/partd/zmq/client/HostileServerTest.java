package io.partd.zmq.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.zmq.client.FakeServer.Asked;
import io.partd.zmq.client.FakeServer.Talk;
import io.partd.zmq.wire.Answer;
import io.partd.zmq.wire.ErrorCode;
import io.partd.zmq.wire.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that say what makes no sense: a clear error for the call, a new connection for the next one. */
@Timeout(300)
class HostileServerTest {

    private static final Duration LONG = Duration.ofSeconds(100);

    /** An answer to a get. */
    @FunctionalInterface
    interface Nonsense {
        void answer(Talk talk, Asked asked) throws Exception;
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                nonsense("to request 77, which is not the next one under way", (talk, asked) -> {
                    Asked other = new Asked(Operation.GET, 77, List.of());
                    talk.done(other);
                }),
                nonsense("with a message of kind 1", (talk, asked) -> talk.done(asked)),
                nonsense("with a message of kind 3", (talk, asked) -> talk.data(asked, "x", true)),
                nonsense("with a message of kind 99", (talk, asked) -> talk.send(head(99, asked.number()))),
                nonsense("with 2 values", (talk, asked) -> talk.values(asked, 1, 1)),
                nonsense("more where 8 are to be read", (talk, asked) -> {
                    byte[] head = head(Answer.VALUES, asked.number());
                    byte[] longer = java.util.Arrays.copyOf(head, head.length + 4);
                    longer[head.length] = 1;
                    talk.send(longer);
                }),
                nonsense("sent 1 bytes too many", (talk, asked) -> {
                    talk.values(asked, 3);
                    talk.data(asked, "1234", true);
                }),
                nonsense("sent fewer bytes", (talk, asked) -> {
                    talk.values(asked, 3);
                    talk.data(asked, "12", true);
                }),
                nonsense("a frame has 0 bytes more where 1 are to be read", (talk, asked) -> talk.send(new byte[0])),
                nonsense("the server says: you make no sense", (talk, asked) -> {
                    talk.fail(0, ErrorCode.INVALID_ARGUMENT, "you make no sense", "");
                }),
                nonsense("and a frame of 1152921504606846976 bytes is larger", (talk, asked) -> {
                    talk.connection().frame(false, 1L << 60);
                    talk.connection().flush();
                }));
    }

    private static Arguments nonsense(String message, Nonsense nonsense) {
        return Arguments.of(message, nonsense);
    }

    private static byte[] head(int kind, long number) {
        byte[] head = new byte[9];
        head[0] = (byte) kind;
        head[1] = (byte) number;
        return head;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void nonsenseIsAnErrorForTheCallAndTheNextOneWorks(String message, Nonsense nonsense) throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                        nonsense.answer(talk, talk.offer(1, 0, false).expect(Operation.GET));
                        talk.awaitEnd();
                    })
                    .then(talk -> {
                        talk.value(talk.offer(1, 0, true).expect(Operation.GET), "fine");
                        talk.awaitEnd();
                    });
            try (ClientStore client = server.client(LONG)) {
                assertThatThrownBy(() -> client.get("x"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(message)
                        .hasMessageContaining(server.endpoint().toString());
                assertThat(client.get("x")).isEqualTo("fine".getBytes(UTF_8));
            }
        }
    }

    @Test
    void aValueTooLargeForAnArrayIsRefusedAndTheConnectionStays() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                Asked asked = talk.offer(1, 0, false).expect(Operation.GET);
                talk.values(asked, 1L << 31);
                talk.data(asked, "whatever", true);
                talk.value(talk.expect(Operation.GET), "fine");
                talk.awaitEnd();
            });
            try (ClientStore client = server.client(LONG)) {
                assertThatThrownBy(() -> client.get("x"))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the value of key 'x' has 2147483648 bytes, an array at most 2147483639; read it "
                                + "with open or stream");
                assertThat(client.get("x")).isEqualTo("fine".getBytes(UTF_8));
            }
        }
    }

    @Test
    void claimedSizesTakeNoMemory() throws Exception {
        try (FakeServer server = new FakeServer()) {
            List<String> keys = Stream.iterate(0, i -> i + 1)
                    .limit(1000)
                    .map(i -> "key" + i)
                    .toList();
            server.then(talk -> {
                Asked asked = talk.offer(1, 0, false).expect(Operation.GET);
                long[] sizes = new long[1000];
                java.util.Arrays.fill(sizes, Integer.MAX_VALUE - 8L);
                talk.values(asked, sizes);
                talk.done(asked);
                talk.awaitEnd();
            });
            try (ClientStore client = server.client(LONG)) {
                assertThatThrownBy(() -> client.get(keys)).hasMessageContaining("with a message of kind 1");
            }
        }
    }

    /** The call does not go on trying until its time is up. */
    @Test
    void nonsenseInTheAnswerToANewConnectionIsAnErrorAtOnce() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> talk.offer(1, 0, false).expect(Operation.GET)).then(talk -> {
                talk.frames();
                talk.connection().frame(false, 1L << 60);
                talk.connection().flush();
                talk.awaitEnd();
            });
            try (ClientStore client = server.client(LONG)) {
                assertThatThrownBy(() -> client.get("x"))
                        .isExactlyInstanceOf(IOException.class)
                        .hasMessageStartingWith("cannot connect to " + server.endpoint() + ": ")
                        .hasMessageContaining("and a frame of 1152921504606846976 bytes is larger");
            }
        }
    }

    @Test
    void whatIsNoPartdServerIsNamedSo() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                talk.frames();
                talk.send("hello".getBytes(UTF_8));
            });
            assertThatThrownBy(() -> server.client(LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("it is no partd server; it answered 'hello'");
        }
    }
}
