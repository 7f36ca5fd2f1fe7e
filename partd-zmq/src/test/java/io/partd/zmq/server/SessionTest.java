package io.partd.zmq.server;

import static io.partd.zmq.Bytes.request;
import static io.partd.zmq.Bytes.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.FailingStore;
import io.partd.ForwardingStore;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.RecordingStore;
import io.partd.Store;
import io.partd.zmq.Bytes;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that come again over another connection of the same session. */
final class SessionTest {

    private static final String SESSION = "0123456789abcdef";

    @RegisterExtension
    private final LogLines log = new LogLines();

    private static PartdServer serve(Store store) throws IOException {
        return PartdServer.start(store, List.of(Endpoint.of("tcp://127.0.0.1:0")), ServerOptions.defaults());
    }

    /** What the server says of a session: the last request that was carried out, and whether it knows it. */
    private static byte[] state(long last, boolean known) {
        return new Bytes().u64(last).u8(known ? 1 : 0).frame();
    }

    private static RawPeer connect(PartdServer server, byte[] expectedState) throws IOException {
        RawPeer peer = RawPeer.greeted(server.endpoints().get(0));
        List<byte[]> answer = peer.send("syn", "partd/1", SESSION).receive();
        assertThat(answer).hasSize(6);
        assertThat(Arrays.copyOf(answer.get(5), 9)).isEqualTo(expectedState);
        return peer;
    }

    private static byte[][] append(long number, String key, String value) {
        return new byte[][] {
            request(1, number).u32(1).key(key).u32(utf8(value).length).frame(), utf8(value)
        };
    }

    private static List<byte[][]> changes() {
        return List.of(
                append(1, "x", "once"),
                append(2, "", "refused"),
                new byte[][] {request(2, 3).key("i").frame(), utf8("first")},
                new byte[][] {request(2, 4).key("i").frame(), utf8("second")},
                new byte[][] {request(2, 5).key("").frame(), utf8("refused")},
                append(6, "d", "to be deleted"),
                new byte[][] {request(3, 7).keys("d").frame()},
                append(8, "d", "after the deletion"),
                new byte[][] {request(3, 9).keys("").frame()});
    }

    @Test
    void whatComesAgainIsCarriedOutOnceAndAnsweredAsTheFirstTime() throws IOException {
        try (PartdServer server = serve(Partd.memory())) {
            List<List<byte[]>> answers = new ArrayList<>();
            try (RawPeer peer = connect(server, state(0, false))) {
                for (byte[][] change : changes()) {
                    answers.add(peer.send(change).receive());
                }
            }
            try (RawPeer peer = connect(server, state(9, true))) {
                for (int i = 0; i < answers.size(); i++) {
                    assertThat(peer.send(changes().get(i)).receive())
                            .as("request " + (i + 1))
                            .containsExactlyElementsOf(answers.get(i));
                }
                peer.send(request(5, 10).keys("x", "i", "d").frame()).receive();
                assertThat(peer.receive().get(1)).isEqualTo(utf8("oncefirstafter the deletion"));
                assertThat(peer.send(request(4, 11).frame()).answer().get()).isEqualTo((byte) 1);
                assertThat(peer.send(append(12, "x", "after the drop")).answer().get())
                        .isEqualTo((byte) 1);
            }
            try (RawPeer peer = connect(server, state(12, true))) {
                assertThat(peer.send(request(4, 11).frame()).answer().get()).isEqualTo((byte) 1);
                assertThat(peer.send(append(12, "x", "after the drop")).answer().get())
                        .isEqualTo((byte) 1);
                peer.send(request(5, 13).keys("x").frame()).receive();
                assertThat(peer.receive().get(1)).isEqualTo(utf8("after the drop"));
            }
        }
    }

    @Test
    void anErrorOfTheStoreIsRemembered() throws IOException {
        FailingStore store = new FailingStore(Partd.memory(), 1);
        try (PartdServer server = serve(store)) {
            List<byte[]> answer;
            try (RawPeer peer = connect(server, state(0, false))) {
                answer = peer.send(append(1, "x", "y")).receive();
                assertThat(new String(answer.get(0), UTF_8)).contains(FailingStore.MESSAGE);
            }
            store.setFailing(false);
            try (RawPeer peer = connect(server, state(1, true))) {
                assertThat(peer.send(append(1, "x", "y")).receive()).containsExactlyElementsOf(answer);
                assertThat(store.get("x")).isEmpty();
                assertThat(peer.send(append(2, "x", "y")).answer().get()).isEqualTo((byte) 1);
            }
            assertThat(store.get("x")).isEqualTo(utf8("y"));
        }
    }

    @Test
    void aRequestThatIsBeingCarriedOutWhenItsConnectionIsReplacedIsNotCarriedOutAgain() throws Exception {
        RecordingStore store = new RecordingStore(Partd.memory(), 0);
        try (PartdServer server = serve(store);
                RawPeer old = connect(server, state(0, false));
                RawPeer next = RawPeer.greeted(server.endpoints().get(0))) {
            old.send(append(1, "x", "y"));
            old.send(append(2, "x", "z"));
            while (store.waiting() == 0) {
                Thread.sleep(1);
            }
            next.send("syn", "partd/1", SESSION);
            assertThat(old.isCutOff()).isTrue();
            store.permit(10);
            List<byte[]> answer = next.receive();
            assertThat(Arrays.copyOf(answer.get(5), 9)).isIn(state(1, true), state(2, true));
            for (int i = 0; i < 2; i++) {
                next.send(append(1, "x", "y"));
                next.send(append(2, "x", "z"));
                next.send(append(3, "x", "!"));
            }
            next.send(request(5, 4).keys("x").frame());
            long last = 0;
            java.nio.ByteBuffer head = next.answer();
            while (head.get() == 1) {
                last = Math.max(last, head.getLong());
                head = next.answer();
            }
            assertThat(last).isEqualTo(3);
            assertThat(next.receive().get(1)).isEqualTo(utf8("yz!"));
        }
    }

    @Test
    void anotherServerDoesNotKnowTheSession() throws IOException {
        try (PartdServer server = serve(Partd.memory());
                RawPeer peer = connect(server, state(0, false))) {
            peer.send(append(7, "x", "y")).receive();
        }
        try (PartdServer server = serve(Partd.memory())) {
            connect(server, state(0, false)).close();
            connect(server, state(0, true)).close();
        }
    }

    /** Each client sends numbered pieces, loses its connection at any time, and sends again what was not answered. */
    @Test
    void nothingIsLostOrStoredTwiceHoweverOftenConnectionsAreLost() throws IOException {
        Store store = Partd.memory();
        int pieces = 2000;
        try (PartdServer server = serve(store)) {
            Parallel.run(4, thread -> {
                Random random = new Random(thread);
                byte[] session = utf8(SESSION.substring(1) + thread);
                long acknowledged = 0;
                while (acknowledged < pieces) {
                    try (RawPeer peer = RawPeer.greeted(server.endpoints().get(0))) {
                        List<byte[]> hello =
                                peer.send(utf8("syn"), utf8("partd/1"), session).receive();
                        assertThat(hello.get(5)[8]).isGreaterThanOrEqualTo((byte) (acknowledged == 0 ? 0 : 1));
                        long until = Math.min(pieces, acknowledged + 1 + random.nextInt(100));
                        for (long number = acknowledged + 1; number <= until; number++) {
                            byte[][] append = append(number, "key" + thread, number + ",");
                            peer.put(1, append[0]).put(0, append[1]);
                        }
                        peer.bytes();
                        int answers = random.nextInt(3);
                        for (int i = 0; i < answers && acknowledged < until; i++) {
                            acknowledged = peer.answer().getLong(1);
                        }
                        if (random.nextBoolean()) {
                            peer.reset();
                        }
                    }
                }
            });
            StringBuilder expected = new StringBuilder();
            for (int i = 1; i <= pieces; i++) {
                expected.append(i).append(',');
            }
            for (int thread = 0; thread < 4; thread++) {
                assertThat(new String(store.get("key" + thread), UTF_8)).isEqualTo(expected.toString());
            }
        }
    }

    @Test
    void aStoreThatThrowsWhatItShouldNotGivesAnErrorThatIsRemembered() throws IOException {
        AtomicInteger appends = new AtomicInteger();
        Store store = new ForwardingStore(Partd.memory()) {
            @Override
            public void appendBuffers(java.util.Map<String, ? extends List<java.nio.ByteBuffer>> batch) {
                switch (appends.incrementAndGet()) {
                    case 1 -> throw new IllegalStateException("says the test");
                    case 2 -> throw new OutOfMemoryError("says the test");
                    default -> throw new UnsupportedOperationException("says the test");
                }
            }
        };
        try (PartdServer server = serve(store)) {
            byte[] codes = {2, 5, 7};
            for (int times = 0; times < 2; times++) {
                try (RawPeer peer = connect(server, state(3L * times, times > 0))) {
                    for (int i = 0; i < codes.length; i++) {
                        byte[] answer =
                                peer.send(append(i + 1, "x", "y")).answer().array();
                        assertThat(answer[0]).isEqualTo((byte) 5);
                        assertThat(answer[9]).isEqualTo(codes[i]);
                        assertThat(new String(answer, UTF_8)).contains("says the test");
                    }
                }
            }
            assertThat(appends).hasValue(3);
            assertThat(log.lines()).anyMatch(line -> line.contains("unexpected error"));
        }
    }

    @Test
    void manyLongErrorsOfOneSessionTakeLittleMemory() {
        Session session = new Session();
        Session.Outcome failed = new Session.Outcome(0, io.partd.zmq.wire.ErrorCode.FAILED, "x".repeat(500), "");
        for (int i = 1; i <= 100_000; i++) {
            session.carriedOut(i, failed);
            assertThat(session.weight()).isLessThan(300_000);
        }
        assertThat(session.outcome(100_000)).isEqualTo(failed);
        assertThat(session.outcome(99_000).error()).isEqualTo(io.partd.zmq.wire.ErrorCode.FAILED);
        for (int i = 100_001; i < 110_000; i++) {
            session.carriedOut(i, Session.Outcome.DONE);
        }
        assertThat(session.weight()).isLessThan(1000);
    }

    @Test
    void whatWasForgottenIsNotSaidToBeDone() {
        Session session = new Session();
        Session.Outcome failed = new Session.Outcome(0, io.partd.zmq.wire.ErrorCode.FAILED, "a full disk", "");
        session.carriedOut(1, failed);
        for (int i = 2; i <= Sessions.REMEMBERED; i++) {
            session.carriedOut(i, Session.Outcome.DONE);
        }
        assertThat(session.outcome(1)).isEqualTo(failed);
        assertThat(session.outcome(2)).isEqualTo(Session.Outcome.DONE);
        session.carriedOut(Sessions.REMEMBERED + 1, Session.Outcome.DONE);
        assertThat(session.outcome(1).error()).isEqualTo(io.partd.zmq.wire.ErrorCode.PARTLY);
        assertThat(session.outcome(1).reason()).contains("how it ended is forgotten");
        assertThat(session.outcome(2)).isEqualTo(Session.Outcome.DONE);
    }
}
