package io.partd.zmq.server;

import static io.partd.zmq.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ForwardingStore;
import io.partd.Guarantee;
import io.partd.Partd;
import io.partd.RecordingStore;
import io.partd.Store;
import io.partd.zmq.Bytes;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that are gone as soon as they have said who they are. */
final class IntroductionTest {

    private static final String SESSION = "0123456789abcdef";

    @RegisterExtension
    private final LogLines log = new LogLines();

    /** The answer cannot be sent then: at times, as the server may be faster. */
    @Test
    void aClientThatIsGoneBeforeItsAnswerLeavesItsSessionFree() throws Exception {
        try (PartdServer server = PartdServer.start(
                Partd.memory(), List.of(Endpoint.of("tcp://127.0.0.1:0")), ServerOptions.defaults())) {
            Endpoint endpoint = server.endpoints().get(0);
            for (int i = 0; i < 200; i++) {
                RawPeer gone = RawPeer.connect(endpoint);
                gone.bytes(RawPeer.GREETING)
                        .put(1, utf8("syn"))
                        .put(1, utf8("partd/1"))
                        .put(0, utf8(SESSION))
                        .bytes();
                gone.reset();
            }
            try (RawPeer back = RawPeer.greeted(endpoint)) {
                assertThat(back.send("syn", "partd/1", SESSION).texts()).startsWith("ack", "partd/1");
            }
        }
        assertThat(log.lines()).noneMatch(line -> line.contains("unexpected"));
    }

    /** The one in between gets its session when its connection has been ended already. */
    @Test
    void aSessionThatIsTakenOverTwiceIsTheLastOnes() throws Exception {
        RecordingStore store = new RecordingStore(Partd.memory(), 0);
        try (PartdServer server =
                PartdServer.start(store, List.of(Endpoint.of("tcp://127.0.0.1:0")), ServerOptions.defaults())) {
            Endpoint endpoint = server.endpoints().get(0);
            try (RawPeer first = RawPeer.greeted(endpoint);
                    RawPeer second = RawPeer.greeted(endpoint);
                    RawPeer third = RawPeer.greeted(endpoint)) {
                first.send("syn", "partd/1", SESSION);
                assertThat(first.texts()).startsWith("ack", "partd/1");
                first.send(Bytes.request(1, 1).u32(1).key("x").u32(1).frame(), utf8("y"));
                while (store.waiting() == 0) {
                    Thread.sleep(1);
                }
                second.patience(10).send("syn", "partd/1", SESSION);
                third.patience(10).send("syn", "partd/1", SESSION);
                RawPeer last = null;
                while (last == null) {
                    last = second.isCutOff() ? third : third.isCutOff() ? second : null;
                }
                store.permit(1);
                List<byte[]> answer = last.patience(30_000).receive();
                assertThat(Arrays.copyOf(answer.get(5), 9))
                        .isEqualTo(new Bytes().u64(1).u8(1).frame());
                assertThat(last.send(Bytes.request(16, 2).frame()).answer().get())
                        .isEqualTo((byte) 1);
            }
        }
        assertThat(log.lines()).noneMatch(line -> line.contains("unexpected"));
    }

    @Test
    void aSessionThatCouldNotBeIntroducedIsFree() throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        Store store = new ForwardingStore(Partd.memory()) {
            @Override
            public Set<Guarantee> guarantees() {
                if (fails.getAndSet(false)) {
                    throw new IllegalStateException("says the test");
                }
                return super.guarantees();
            }
        };
        try (PartdServer server =
                PartdServer.start(store, List.of(Endpoint.of("tcp://127.0.0.1:0")), ServerOptions.defaults())) {
            Endpoint endpoint = server.endpoints().get(0);
            try (RawPeer first = RawPeer.greeted(endpoint)) {
                assertThat(first.send("syn", "partd/1", SESSION).isCutOff()).isTrue();
            }
            try (RawPeer second = RawPeer.greeted(endpoint)) {
                assertThat(second.send("syn", "partd/1", SESSION).texts()).startsWith("ack", "partd/1");
            }
        }
        assertThat(log.lines()).anyMatch(line -> line.contains("unexpected"));
    }
}
