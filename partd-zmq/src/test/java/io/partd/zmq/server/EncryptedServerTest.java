package io.partd.zmq.server;

import static io.partd.zmq.Bytes.request;
import static io.partd.zmq.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import io.partd.zmq.security.CurveClient;
import io.partd.zmq.zmtp.Blocks;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.Dialer;
import io.partd.zmq.zmtp.Limits;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What encryption makes different: a frame is in memory as a whole, and who may not come in does not. */
final class EncryptedServerTest {

    private static final long MILLIS = 120_000;
    private static final long CLIENTS_MEMORY = 32 << 20;

    @RegisterExtension
    private final LogLines log = new LogLines();

    private final CurveKeys keys = CurveKeys.generate();
    private final CurveKeys friend = CurveKeys.generate();
    private final Store store = Partd.memory();
    private PartdServer server;

    @BeforeEach
    void start() throws IOException {
        server = PartdServer.start(
                store,
                List.of(Endpoint.of("tcp://127.0.0.1:0")),
                ServerOptions.defaults().memory(ByteSize.of("8m")).curve(keys, friend.publicKey()::equals));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Connection connect(CurveKeys as) throws IOException {
        return Dialer.connect(
                server.endpoints().get(0),
                new CurveClient(as, keys.publicKey(), Map.of("Socket-Type", "DEALER")),
                new Limits(Blocks.of(CLIENTS_MEMORY, CLIENTS_MEMORY), CLIENTS_MEMORY, 1 << 17, MILLIS, MILLIS),
                MILLIS);
    }

    private static Message ask(Connection connection, byte[]... frames) throws Exception {
        for (int i = 0; i < frames.length; i++) {
            connection.frame(i + 1 < frames.length, frames[i].length);
            connection.put(frames[i], 0, frames[i].length);
        }
        connection.flush();
        return connection.receive(MILLIS);
    }

    private static String first(Message message) throws IOException {
        message.next();
        return message.readText(message.remaining());
    }

    @Test
    void pythonsDialectReadsValuesThatFitAndIsCutOffForOthers() throws Exception {
        store.append("fits", new byte[3 << 20]);
        store.append("large", new byte[9 << 20]);
        try (Connection connection = connect(friend)) {
            assertThat(first(ask(connection, utf8("syn")))).isEqualTo("ack");
            Message value = ask(connection, utf8("get"), utf8("fits"));
            value.next();
            assertThat(value.remaining()).isEqualTo(3 << 20);
            assertThat(first(connection.receive(MILLIS))).isEqualTo("ack");
            assertThatThrownBy(() -> {
                        if (ask(connection, utf8("get"), utf8("large")) == null) {
                            throw new IOException("the end");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(log.lines()).anyMatch(line -> line.contains("cut off: get: a message needs more than the 4 MiB"));
    }

    @Test
    void ourDialectReadsValuesOfAnySize() throws Exception {
        store.append("large", new byte[9 << 20]);
        try (Connection connection = connect(friend)) {
            assertThat(first(ask(connection, utf8("syn"), utf8("partd/1"), utf8("0123456789abcdef"))))
                    .isEqualTo("ack");
            Message answer = ask(connection, request(5, 1).keys("large").frame());
            long bytes = 0;
            int kind;
            do {
                answer = connection.receive(MILLIS);
                answer.next();
                kind = answer.readByte();
                bytes += answer.next() ? answer.remaining() : 0;
            } while (kind == 2);
            assertThat(bytes).isEqualTo(9 << 20);
        }
    }

    @Test
    void theLargestMessageFitsEvenIfTheOtherMemoryIsInUse() throws Exception {
        try (RawPeer other = RawPeer.connect(server.endpoints().get(0));
                Connection connection = connect(friend)) {
            other.bytes(RawPeer.GREETING);
            assertThat(first(ask(connection, utf8("syn")))).isEqualTo("ack");
            byte[] value = new byte[(2 << 20) - 1000];
            assertThat(first(ask(connection, utf8("append"), utf8("x"), value))).isEqualTo("ack");
            assertThat(first(ask(connection, utf8("append"), utf8("x"), new byte[2 << 20])))
                    .isEqualTo("error");
        }
        assertThat(store.size("x")).isEqualTo((2 << 20) - 1000);
    }

    @Test
    void strangersAreNotLetIn() throws Exception {
        assertThatThrownBy(() -> connect(CurveKeys.generate()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("400");
        try (RawPeer plain = RawPeer.connect(server.endpoints().get(0))) {
            plain.bytes(RawPeer.GREETING);
            assertThat(plain.isCutOff()).isTrue();
        }
        log.await("is not allowed");
        log.await("it wants the security mechanism NULL");
    }
}
