package io.partd.zmq.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.OutcomeUnknownException;
import io.partd.Parallel;
import io.partd.Section;
import io.partd.zmq.Endpoint;
import io.partd.zmq.client.FakeServer.Asked;
import io.partd.zmq.wire.ErrorCode;
import io.partd.zmq.wire.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of calls when the connection is lost, answers are, or the server starts anew. */
@Timeout(300)
class LostConnectionTest {

    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Duration SHORT = Duration.ofSeconds(3);

    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void anAppendThatWasNotCarriedOutIsSentAnew() throws Exception {
        server.then(talk -> talk.offer(1, 0, false).expect(Operation.APPEND)).then(talk -> {
            Asked again = talk.offer(1, 0, true).expect(Operation.APPEND);
            assertThat(again.number()).isEqualTo(2);
            assertThat(again.frames().get(1)).isEqualTo(bytes("value"));
            talk.done(again);
            talk.awaitEnd();
        });
        try (ClientStore client = server.client(LONG)) {
            client.append("x", bytes("value"));
        }
    }

    @Test
    void anAppendThatWasCarriedOutIsAskedForByItsNumber() throws Exception {
        server.then(talk -> talk.offer(1, 0, false).expect(Operation.APPEND))
                .then(talk -> assertThat(
                                talk.offer(1, 1, true).expect(Operation.APPEND).number())
                        .isEqualTo(1))
                .then(talk -> {
                    Asked again = talk.offer(1, 1, true).expect(Operation.APPEND);
                    assertThat(again.number()).isEqualTo(1);
                    talk.fail(1, ErrorCode.FAILED, "disk full", "");
                    talk.awaitEnd();
                });
        try (ClientStore client = server.client(LONG)) {
            assertThatThrownBy(() -> client.append("x", bytes("value")))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("the server at " + server.endpoint() + " says: disk full");
        }
    }

    @Test
    void nobodyKnowsOfAnAppendToAServerThatStartedAnew() throws Exception {
        server.then(talk -> talk.offer(1, 0, false).expect(Operation.APPEND)).then(talk -> {
            talk.offer(2, 0, false);
            talk.done(talk.expect(Operation.APPEND));
            talk.size(talk.expect(Operation.SIZE), 7);
            talk.awaitEnd();
        });
        try (ClientStore client = server.client(LONG)) {
            assertThatThrownBy(() -> client.append(Map.of("x", bytes("1"), "y", bytes("2"))))
                    .isInstanceOfSatisfying(OutcomeUnknownException.class, e -> {
                        assertThat(e.unknown()).isEqualTo(1);
                        assertThat(e.acknowledged()).isZero();
                    })
                    .hasMessage(
                            "append of 2 keys and 2 bytes was sent to the server at " + server.endpoint()
                                    + ", and may or may not be done: the server was started anew, or has forgotten this client");
            client.append("x", bytes("3"));
            assertThat(client.size("x")).isEqualTo(7);
        }
    }

    @Test
    void readsAreSentAgainWhateverServerIsThere() throws Exception {
        server.then(talk -> {
                    Asked asked = talk.offer(1, 0, false).expect(Operation.GET);
                    talk.values(asked, 5);
                    talk.data(asked, "ha", false);
                })
                .then(talk -> {
                    talk.value(talk.offer(2, 0, false).expect(Operation.GET), "whole");
                    talk.awaitEnd();
                });
        try (ClientStore client = server.client(LONG)) {
            assertThat(client.get("x")).isEqualTo(bytes("whole"));
        }
    }

    @Test
    void aConnectionLostBetweenCallsIsMadeAnew() throws Exception {
        server.then(talk -> talk.done(talk.offer(1, 0, false).expect(Operation.FLUSH)))
                .then(talk -> talk.done(talk.offer(1, 0, true).expect(Operation.FLUSH)))
                .then(talk -> talk.done(talk.offer(3, 0, false).expect(Operation.FLUSH)));
        try (ClientStore client = server.client(LONG)) {
            client.flush();
            client.flush();
            client.flush();
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsAnUnknownOutcomeInTime() throws Exception {
        server.then(talk -> {
            talk.offer(1, 0, false);
            talk.awaitEnd();
        });
        try (ClientStore client = server.client(SHORT)) {
            long begin = System.nanoTime();
            assertThatThrownBy(() -> client.delete("x"))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("delete of 1 key was sent to the server at " + server.endpoint())
                    .hasMessageContaining("not answered within 3 s");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, SHORT.multipliedBy(4));
            assertThatThrownBy(() -> client.get("x"))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("cannot connect to " + server.endpoint())
                    .hasMessageContaining("tried for 3 s, and the call had no effect");
        }
    }

    @Test
    void aReadThatIsNotAnsweredHadNoEffect() throws Exception {
        server.then(talk -> {
            talk.offer(1, 0, false);
            talk.awaitEnd();
        });
        try (ClientStore client = server.client(SHORT)) {
            assertThatThrownBy(() -> client.get("x"))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("get of 1 key was not answered within 3 s by the server at " + server.endpoint()
                            + "; the call had no effect");
        }
    }

    @Test
    void nobodyThereIsAConnectExceptionWithTheAddress() throws Exception {
        Endpoint nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = Endpoint.of("tcp://127.0.0.1:" + socket.getLocalPort());
        }
        assertThatThrownBy(() -> ClientStore.open(nobody))
                .isInstanceOf(ConnectException.class)
                .hasMessage("cannot connect to " + nobody + ": Connection refused");
        assertThatThrownBy(() -> ClientStore.open(Endpoint.of("ipc:///nowhere/at/all")))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("cannot connect to ipc:///nowhere/at/all: ");
    }

    @Test
    void aListenerThatSaysNothingIsGivenUp() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            Endpoint mute = Endpoint.of("tcp://127.0.0.1:" + socket.getLocalPort());
            assertThatThrownBy(() ->
                            ClientStore.open(mute, ClientOptions.defaults().timeout(SHORT)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("cannot connect to " + mute);
        }
    }

    @Test
    void aServerThatDoesNotAdmitTheClientSaysWhy() throws Exception {
        server.then(talk -> {
            talk.frames();
            talk.send(bytes("error"), bytes("full"));
        });
        assertThatThrownBy(() -> server.client(LONG))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot connect to " + server.endpoint() + ": the server does not admit this client: full");
    }

    @Test
    void aLateAnswerIsDiscarded() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        server.then(talk -> {
            Asked first = talk.offer(1, 0, false).expect(Operation.GET);
            interrupted.await();
            Asked second = talk.expect(Operation.GET);
            talk.value(first, "late");
            talk.value(second, "right");
            talk.awaitEnd();
        });
        try (ClientStore client = server.client(LONG)) {
            Parallel.Running reader = Parallel.start(() -> {
                assertThatThrownBy(() -> client.get("x"))
                        .isInstanceOf(InterruptedIOException.class)
                        .hasMessage("interrupted while waiting for the answer to get of 1 key; the call had no effect");
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            });
            reader.awaitWaiting();
            reader.interrupt();
            reader.join();
            interrupted.countDown();
            assertThat(client.get("x")).isEqualTo(bytes("right"));
        }
    }

    @Test
    void aLockThatWasGivenUpIsUndone() throws Exception {
        server.then(talk -> {
            Asked lock = talk.offer(1, 0, false).expect(Operation.LOCK);
            Asked unlock = talk.expect(Operation.UNLOCK);
            talk.done(lock);
            talk.done(unlock);
            talk.done(talk.expect(Operation.FLUSH));
            talk.awaitEnd();
        });
        try (ClientStore client = server.client(LONG)) {
            Parallel.Running locker =
                    Parallel.start(() -> assertThatThrownBy(client::lock).isInstanceOf(InterruptedIOException.class));
            locker.awaitWaiting();
            locker.interrupt();
            locker.join();
            client.flush();
        }
    }

    @Test
    void aWriteIgnoresAnInterruptUntilItIsAnswered() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        server.then(talk -> {
            Asked append = talk.offer(1, 0, false).expect(Operation.APPEND);
            interrupted.await();
            talk.done(append);
            talk.awaitEnd();
        });
        try (ClientStore client = server.client(LONG)) {
            Parallel.Running writer = Parallel.start(() -> {
                client.append("x", bytes("1"));
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            });
            writer.awaitWaiting();
            writer.interrupt();
            interrupted.countDown();
            writer.join();
        }
    }

    @Test
    void aSectionIsLostWithItsConnectionAndSaysSo() throws Exception {
        server.then(talk -> {
                    talk.done(talk.offer(1, 0, false).expect(Operation.LOCK));
                    talk.expect(Operation.APPEND);
                })
                .then(talk -> {
                    talk.done(talk.offer(1, 0, true).expect(Operation.FLUSH));
                    talk.awaitEnd();
                });
        try (ClientStore client = server.client(LONG)) {
            Section section = client.lock();
            assertThatThrownBy(() -> client.append("x", bytes("1")))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the section is lost: the connection to " + server.endpoint())
                    .hasMessageEndingWith("the call had no effect");
            assertThatThrownBy(client::keys).hasMessageStartingWith("the section is lost: ");
            assertThatThrownBy(client::lock).hasMessageStartingWith("the section is lost: ");
            section.close();
            client.flush();
        }
    }

    @Test
    void aWriteInALostSectionThatWasDoneIsDone() throws Exception {
        server.then(talk -> {
                    talk.done(talk.offer(1, 0, false).expect(Operation.LOCK));
                    talk.expect(Operation.APPEND);
                })
                .then(talk -> {
                    Asked again = talk.offer(1, 2, true).expect(Operation.APPEND);
                    assertThat(again.number()).isEqualTo(2);
                    talk.done(again);
                    talk.awaitEnd();
                });
        try (ClientStore client = server.client(LONG)) {
            Section section = client.lock();
            client.append("x", bytes("1"));
            assertThatThrownBy(() -> client.append("x", bytes("1"))).hasMessageStartingWith("the section is lost: ");
            section.close();
        }
    }

    @Test
    void popAsksWhetherItHasDeleted() throws Exception {
        server.then(talk -> {
                    talk.done(talk.offer(1, 0, false).expect(Operation.LOCK));
                    talk.value(talk.expect(Operation.GET), "popped");
                    talk.expect(Operation.DELETE);
                })
                .then(talk -> {
                    talk.done(talk.offer(1, 3, true).expect(Operation.DELETE));
                    talk.awaitEnd();
                });
        try (ClientStore client = server.client(LONG)) {
            assertThat(client.pop("x")).isEqualTo(bytes("popped"));
        }
    }

    @Test
    void popBeginsAnewIfItHasNotDeleted() throws Exception {
        server.then(talk -> {
                    talk.done(talk.offer(1, 0, false).expect(Operation.LOCK));
                    talk.value(talk.expect(Operation.GET), "old");
                    talk.expect(Operation.DELETE);
                })
                .then(talk -> {
                    talk.done(talk.offer(1, 0, true).expect(Operation.LOCK));
                    talk.value(talk.expect(Operation.GET), "oldnew");
                    talk.done(talk.expect(Operation.DELETE));
                    talk.done(talk.expect(Operation.UNLOCK));
                    talk.awaitEnd();
                });
        try (ClientStore client = server.client(LONG)) {
            assertThat(client.pop("x")).isEqualTo(bytes("oldnew"));
        }
    }

    @Test
    void anOpenValueEndsWithItsConnectionAndSaysSo() throws Exception {
        server.then(talk -> {
                    talk.done(talk.offer(1, 0, false).expect(Operation.OPEN));
                    talk.data(talk.expect(Operation.READ), "a".repeat(1 << 16), true);
                    talk.expect(Operation.READ);
                })
                .then(talk -> {
                    talk.done(talk.offer(1, 0, true).expect(Operation.FLUSH));
                    talk.awaitEnd();
                });
        try (ClientStore client = server.client(LONG);
                InputStream in = client.open("x")) {
            assertThat(in.readNBytes(1 << 16)).hasSize(1 << 16);
            assertThatThrownBy(in::read)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the stream of key 'x' has ended in the middle: the connection to ")
                    .hasMessageEndingWith("open it again");
            client.flush();
        }
    }

    @Test
    void aSectionInWhichNothingIsSaidGivesSignsOfLife() throws Exception {
        CompletableFuture<Operation> pinged = new CompletableFuture<>();
        server.then(talk -> {
            talk.done(talk.offer(1, 0, false).expect(Operation.LOCK));
            Asked ping = talk.next();
            talk.done(ping);
            pinged.complete(ping.operation());
            talk.done(talk.expect(Operation.UNLOCK));
            talk.awaitEnd();
        });
        try (ClientStore client = server.client(LONG);
                Section section = client.lock()) {
            assertThat(section).isNotNull();
            assertThat(pinged.get()).isEqualTo(Operation.PING);
        }
    }

    private ClientStore pipelined(Duration timeout) throws IOException {
        return ClientStore.open(
                server.endpoint(), ClientOptions.defaults().timeout(timeout).pipeline(ByteSize.of("1k")));
    }

    @Test
    void aPipelineGoesOnWhereTheServerHasStopped() throws Exception {
        server.then(talk -> {
                    talk.done(talk.offer(1, 0, false).expect(Operation.CLAIM));
                    talk.done(talk.expect(Operation.APPEND));
                    talk.expect(Operation.APPEND);
                    talk.expect(Operation.APPEND);
                    talk.expect(Operation.APPEND);
                })
                .then(talk -> {
                    talk.offer(1, 3, true);
                    assertThat(talk.expect(Operation.APPEND).number()).isEqualTo(3);
                    assertThat(talk.expect(Operation.APPEND).number()).isEqualTo(4);
                    Asked last = talk.expect(Operation.APPEND);
                    assertThat(last.number()).isEqualTo(5);
                    assertThat(last.frames().get(1)).isEqualTo(bytes("4"));
                    talk.done(last);
                    talk.done(talk.expect(Operation.FLUSH));
                    talk.awaitEnd();
                });
        try (ClientStore client = pipelined(LONG)) {
            for (int i = 1; i <= 4; i++) {
                client.append("x", bytes("" + i));
            }
            client.flush();
        }
    }

    @Test
    void aPipelineSaysHowMuchIsUnknownOnce() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        server.then(talk -> {
                    talk.done(talk.offer(1, 0, false).expect(Operation.CLAIM));
                    talk.done(talk.expect(Operation.APPEND));
                    talk.fail(talk.expect(Operation.APPEND).number(), ErrorCode.FAILED, "disk full", "");
                    talk.expect(Operation.APPEND);
                    talk.expect(Operation.APPEND);
                    lost.countDown();
                })
                .then(talk -> {
                    talk.done(talk.offer(2, 0, false).expect(Operation.FLUSH));
                    talk.awaitEnd();
                });
        try (ClientStore client = pipelined(LONG)) {
            for (int i = 1; i <= 4; i++) {
                try {
                    client.append("x", bytes("" + i));
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("1 were refused");
                    i--;
                }
            }
            lost.await();
            assertThatThrownBy(client::flush)
                    .isInstanceOfSatisfying(
                            OutcomeUnknownException.class,
                            e -> assertThat(e.unknown()).isEqualTo(2))
                    .hasMessageContaining("2 may or may not be stored; this call had no effect")
                    .hasMessageContaining("the server was started anew");
            client.flush();
        }
    }

    @Test
    void aPipelineRefusesABadKeyAtOnce() throws Exception {
        server.then(talk -> {
            Asked claim = talk.offer(1, 0, false).expect(Operation.CLAIM);
            talk.fail(claim.number(), ErrorCode.INVALID_KEY, "too odd", "odd");
            talk.done(talk.expect(Operation.CLAIM));
            talk.done(talk.expect(Operation.APPEND));
            talk.done(talk.expect(Operation.APPEND));
            talk.awaitEnd();
        });
        try (ClientStore client = pipelined(LONG)) {
            assertThatThrownBy(() -> client.append("odd", bytes("1")))
                    .isInstanceOf(io.partd.InvalidKeyException.class)
                    .hasMessage("key 'odd': too odd");
            client.append("x", bytes("1"));
            client.append("x", bytes("2"));
        }
    }

    @Test
    void aFullPipelineThatIsNotAcknowledgedIsGivenUpInTime() throws Exception {
        server.then(talk -> {
            talk.done(talk.offer(1, 0, false).expect(Operation.CLAIM));
            talk.awaitEnd();
        });
        ClientStore client = pipelined(SHORT);
        client.append("x", new byte[600]);
        assertThatThrownBy(() -> client.append("x", new byte[600]))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("waited 3 s for room in the pipeline");
        assertThatThrownBy(client::flush)
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class,
                        e -> assertThat(e.unknown()).isEqualTo(1));
        assertThatThrownBy(client::close).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void manyThreadsShareOneConnection() throws Exception {
        server.then(talk -> {
            talk.offer(1, 0, false);
            List<Asked> asked = List.of(talk.next(), talk.next(), talk.next());
            for (Asked each : asked) {
                talk.value(each, "v" + each.number());
            }
            talk.awaitEnd();
        });
        try (ClientStore client = server.client(LONG)) {
            Parallel.run(
                    3, thread -> assertThat(new String(client.get("x"), UTF_8)).startsWith("v"));
        }
    }
}
