package io.partd.zmq.server;

import static io.partd.zmq.Bytes.request;
import static io.partd.zmq.Bytes.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Sample;
import io.partd.zmq.Bytes;
import io.partd.zmq.RawPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server of 128 MiB of heap and 32 MiB for messages, in a process of its own, and clients that want more. */
@Tag("sampled")
final class LittleMemoryTest {

    private static final long MOST_KILOBYTES = 350_000;

    private final List<RawPeer> peers = new ArrayList<>();
    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        server = ServerProcess.start("memory:", "128m", "32m");
    }

    @AfterEach
    void stop() throws IOException {
        for (RawPeer peer : peers) {
            peer.close();
        }
        server.close();
    }

    private RawPeer hello() throws IOException {
        RawPeer peer = RawPeer.greeted(server.endpoint());
        peers.add(peer);
        byte[] session = new byte[16];
        new Random().nextBytes(session);
        assertThat(peer.send(utf8("syn"), utf8("partd/1"), session).texts()).startsWith("ack", "partd/1");
        return peer;
    }

    private void requireWell() throws IOException {
        new WellBehaved(server.endpoint(), "after").python(() -> false);
        assertThat(server.residentKilobytes()).isLessThan(MOST_KILOBYTES);
    }

    @Test
    void attacksDoNotMakeItGrow() throws IOException {
        FuzzTest.attackBesideOthers(server.endpoint(), Sample.times(5_000, 20_000));
        requireWell();
    }

    @Test
    void whatIdleClientsHaveAskedForIsForgotten() throws IOException {
        int keys = 60_000;
        Bytes claims = request(11, 1).u32(keys);
        Bytes sizes = request(5, 2).u32(keys);
        Bytes batch = request(1, 3).u32(keys);
        for (int i = 0; i < keys; i++) {
            claims.key("key" + i);
            sizes.key("key" + i % 10);
            batch.key("key" + i).u32(i == 7 ? 2 : 0);
        }
        byte[] claim = claims.frame();
        byte[] get = sizes.frame();
        byte[] append = batch.frame();
        for (int i = 0; i < 60; i++) {
            RawPeer peer = hello();
            assertThat(peer.send(claim).answer().get()).isEqualTo((byte) 1);
            byte[] values = peer.send(get).answer().array();
            assertThat(values[0]).as(new String(values, UTF_8)).isEqualTo((byte) 4);
            byte kind = peer.answer().get();
            while (kind == 2) {
                kind = peer.answer().get();
            }
            assertThat(kind).isEqualTo((byte) 3);
            assertThat(peer.send(append, utf8("no")).answer().get()).isEqualTo((byte) 1);
        }
        requireWell();
    }
}
