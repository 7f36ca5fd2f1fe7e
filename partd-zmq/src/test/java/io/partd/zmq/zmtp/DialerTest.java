package io.partd.zmq.zmtp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.zmq.Endpoint;
import io.partd.zmq.security.NullMechanism;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class DialerTest {

    @TempDir
    private Path directory;

    /** Fills the queue of a server that takes nobody out of it. */
    private static List<SocketChannel> fill(UnixDomainSocketAddress address) throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        while (true) {
            SocketChannel next = SocketChannel.open(StandardProtocolFamily.UNIX);
            waiting.add(next);
            next.configureBlocking(false);
            try {
                next.connect(address);
            } catch (SocketException e) {
                return waiting;
            }
        }
    }

    @Test
    void whyAServerCannotBeConnectedToIsSaidWhenTheTimeIsUp() throws Exception {
        Path path = directory.resolve("s");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(address, 1);
            List<SocketChannel> waiting = fill(address);
            Limits limits = new Limits(Blocks.of(1 << 20, 1 << 20), 1 << 20, 1 << 16, 1000, 1000);
            assertThatThrownBy(() -> Dialer.connect(
                            Endpoint.of("ipc://" + path),
                            new NullMechanism(Map.of("Socket-Type", "DEALER")),
                            limits,
                            50))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageStartingWith("no connection to ipc://" + path + " within 50 ms: ")
                    .hasCauseInstanceOf(SocketException.class);
            for (SocketChannel each : waiting) {
                each.close();
            }
        }
    }
}
