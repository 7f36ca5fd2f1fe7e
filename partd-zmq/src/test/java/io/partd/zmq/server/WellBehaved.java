package io.partd.zmq.server;

import static io.partd.zmq.Bytes.request;
import static io.partd.zmq.Bytes.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.zmq.Bytes;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Clients that keep to the protocol: they append numbered pieces, and read them back. */
final class WellBehaved {

    private static final int TOGETHER = 50;

    private final Endpoint endpoint;
    private final String key;
    private final StringBuilder expected = new StringBuilder();
    private int pieces;

    WellBehaved(Endpoint endpoint, String key) {
        this.endpoint = endpoint;
        this.key = key;
    }

    private String piece() {
        String piece = key + ":" + pieces++ + ",";
        expected.append(piece);
        return piece;
    }

    /** Appends in Python's dialect as long as it is told to; returns how many pieces it has appended. */
    int python(BooleanSupplier goesOn) throws IOException {
        try (RawPeer peer = RawPeer.greeted(endpoint)) {
            assertThat(peer.send("syn").texts()).containsExactly("ack");
            do {
                String other = "other" + key;
                assertThat(peer.send("append", key, piece(), other, "!", key, piece())
                                .texts())
                        .containsExactly("ack");
                if (pieces % 100 == 0) {
                    requireAll(peer);
                }
            } while (goesOn.getAsBoolean());
            requireAll(peer);
            return pieces;
        }
    }

    /** Appends in our dialect as long as it is told to, many at a time; returns how many pieces it has appended. */
    int ours(BooleanSupplier goesOn) throws IOException {
        try (RawPeer peer = RawPeer.greeted(endpoint)) {
            byte[] session = new byte[16];
            new Random().nextBytes(session);
            assertThat(peer.send(utf8("syn"), utf8("partd/1"), session).texts()).startsWith("ack", "partd/1");
            long number = 0;
            do {
                for (int i = 0; i < TOGETHER; i++) {
                    byte[] piece = utf8(piece());
                    number++;
                    byte[] head =
                            request(1, number).u32(1).key(key).u32(piece.length).frame();
                    peer.put(1, head).put(0, piece);
                }
                peer.bytes();
                long done = 0;
                while (done < number) {
                    ByteBuffer answer = peer.answer();
                    assertThat(answer.get()).isEqualTo((byte) 1);
                    done = answer.getLong();
                }
                number++;
                requireAll(peer, number);
            } while (goesOn.getAsBoolean());
            return pieces;
        }
    }

    private void requireAll(RawPeer peer, long number) throws IOException {
        peer.send(request(5, number).keys(key).frame());
        byte[] head = peer.receive().get(0);
        assertThat(head[0]).isEqualTo((byte) 4);
        StringBuilder value = new StringBuilder();
        List<byte[]> data;
        do {
            data = peer.receive();
            assertThat(data.get(0))
                    .hasSize(9)
                    .startsWith(new Bytes().u8(data.get(0)[0]).u64(number).frame());
            value.append(new String(data.get(1), UTF_8));
        } while (data.get(0)[0] == 2);
        requireAll(value);
    }

    private void requireAll(RawPeer peer) throws IOException {
        requireAll(peer.send("get", key).texts().get(0));
        assertThat(peer.texts()).containsExactly("ack");
    }

    /** Does not print them: they are long. */
    private void requireAll(CharSequence value) {
        assertThat(value.length()).isEqualTo(expected.length());
        assertThat(expected.compareTo(new StringBuilder(value)) == 0)
                .as("all pieces of " + key)
                .isTrue();
    }
}
