package io.partd.zmq.server;

import static io.partd.zmq.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.KeptStore;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.RecordingStore;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.zmq.Bytes;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a server's end does to those who are connected. */
final class ServerCloseTest {

    @RegisterExtension
    private final LogLines log = new LogLines();

    private final Store memory = Partd.memory();
    private final RecordingStore recording = new RecordingStore(new KeptStore(memory).handle(), 0);

    private PartdServer start() throws IOException {
        return start(recording);
    }

    private static PartdServer start(Store store) throws IOException {
        return PartdServer.start(store, List.of(Endpoint.of("tcp://127.0.0.1:0")), ServerOptions.defaults());
    }

    private static RawPeer ours(PartdServer server, String session) throws IOException {
        RawPeer peer = RawPeer.greeted(server.endpoints().get(0));
        peer.send("syn", "partd/1", session);
        assertThat(peer.texts()).startsWith("ack", "partd/1");
        return peer;
    }

    private static byte[][] append(long number, String key, String value) {
        return new byte[][] {
            Bytes.request(1, number).u32(1).key(key).u32(value.length()).frame(), utf8(value)
        };
    }

    private static void awaitQueued(RecordingStore store, int appends) throws InterruptedException {
        while (store.waiting() < appends) {
            Thread.sleep(1);
        }
    }

    @Test
    void whatIsBeingCarriedOutIsAnswered() throws Exception {
        PartdServer server = start();
        try (RawPeer python = RawPeer.greeted(server.endpoints().get(0));
                RawPeer ours = ours(server, "0123456789abcdef");
                RawPeer idle = RawPeer.greeted(server.endpoints().get(0));
                RawPeer silent = RawPeer.connect(server.endpoints().get(0))) {
            python.send("append", "x", "python");
            ours.send(append(1, "y", "ours"));
            awaitQueued(recording, 2);
            Parallel.Running closing = Parallel.start(server::close);
            assertThat(idle.isCutOff()).isTrue();
            assertThat(closing.isAlive()).isTrue();
            recording.permit(2);
            assertThat(python.texts()).containsExactly("ack");
            assertThat(ours.answer().get()).isEqualTo((byte) 1);
            assertThat(python.isCutOff()).isTrue();
            assertThat(ours.isCutOff()).isTrue();
            assertThat(silent.isCutOff()).isTrue();
            closing.join();
            assertThat(memory.get(List.of("x", "y"))).containsExactly(utf8("python"), utf8("ours"));
            assertThatThrownBy(() -> RawPeer.connect(server.endpoints().get(0))).isInstanceOf(IOException.class);
            assertThatCode(server::close).doesNotThrowAnyException();
        }
    }

    @Test
    void aConnectionThatHasJustEndedDoesNotKeepTheStoreFromBeingClosed() throws Exception {
        PartdServer server = start();
        try (RawPeer old = ours(server, "0123456789abcdef");
                RawPeer next = RawPeer.greeted(server.endpoints().get(0))) {
            old.send(append(1, "x", "y"));
            awaitQueued(recording, 1);
            next.send("syn", "partd/1", "0123456789abcdef");
            assertThat(old.isCutOff()).isTrue();
            Parallel.Running closing = Parallel.start(server::close);
            closing.awaitWaiting();
            recording.permit(1);
            closing.join();
        }
        assertThatThrownBy(recording::keys).isInstanceOf(StoreClosedException.class);
        assertThat(memory.get("x")).isEqualTo(utf8("y"));
    }

    @Test
    void aClientThatNeverPausesDoesNotKeepTheServerFromStopping() throws Exception {
        PartdServer server = start(new KeptStore(memory).handle());
        try (RawPeer busy = ours(server, "0123456789abcdef")) {
            Parallel.Running sending = Parallel.start(() -> {
                try {
                    for (long number = 1; true; number++) {
                        busy.put(1, append(number, "x", "y")[0]).put(0, utf8("y"));
                    }
                } catch (IOException e) {
                    return;
                }
            });
            long acknowledged = busy.answer().getLong(1);
            Parallel.Running closing = Parallel.start(server::close);
            try {
                while (true) {
                    acknowledged = busy.answer().getLong(1);
                }
            } catch (IOException e) {
                // It has gone.
            }
            closing.join();
            sending.join();
            assertThat(log.lines()).noneMatch(line -> line.contains("cut off: the server stops"));
            assertThat((long) memory.get("x").length).isGreaterThanOrEqualTo(acknowledged);
        }
        assertThat(log.lines()).noneMatch(line -> line.contains("unexpected"));
    }
}
