package io.partd.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointTest {

    @Test
    void addressesAsZeroMqWritesThem() throws UnknownHostException {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        assertThat(Endpoint.of("tcp://127.0.0.1:5555").resolve())
                .isEqualTo(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 5555));
        assertThat(Endpoint.of("tcp://[::1]:0").resolve())
                .isEqualTo(new InetSocketAddress(InetAddress.getByAddress(loopback), 0));
        assertThat(Endpoint.of("tcp://localhost:65535/").port()).isEqualTo(65_535);
        assertThat(Endpoint.of("tcp://*:7").resolve()).isEqualTo(new InetSocketAddress(7));
        assertThat(Endpoint.of("ipc:///run/p.sock").resolve()).isEqualTo(UnixDomainSocketAddress.of("/run/p.sock"));
        assertThat(Endpoint.of("ipc://p.sock").path()).isEqualTo(Path.of("p.sock"));
        assertThat(Endpoint.of("tcp://[::1]:0").withPort(9)).hasToString("tcp://[::1]:9");
        assertThat(Endpoint.of("tcp://*:0").withPort(9)).hasToString("tcp://*:9");
        assertThat(Endpoint.of("tcp://x:1").path()).isNull();
    }

    @Test
    void theLoopbackAndSocketsAreLocal() {
        assertThat(Endpoint.of("tcp://127.0.0.1:1").isLocal()).isTrue();
        assertThat(Endpoint.of("tcp://[::1]:1").isLocal()).isTrue();
        assertThat(Endpoint.of("ipc:///run/p.sock").isLocal()).isTrue();
        assertThat(Endpoint.of("tcp://*:1").isLocal()).isFalse();
        assertThat(Endpoint.of("tcp://192.0.2.1:1").isLocal()).isFalse();
        assertThat(Endpoint.of("tcp://no-such-host.invalid:1").isLocal()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tcp://",
                "tcp://host",
                "tcp://host:",
                "tcp://host:x",
                "tcp://host:-1",
                "tcp://host:65536",
                "tcp://host:123456",
                "tcp://:5555",
                "tcp://::1:5555",
                "tcp://[]:5555",
                "tcp://[::1:5555",
                "tcp://host:1/path",
                "TCP://host:1",
                "host:1",
                "udp://host:1",
                "inproc://x",
                "ipc://",
                "ipc://*",
                "ipc://@abstract",
                "ipc://a\0b"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> Endpoint.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPathMayHaveAsManyBytesAsASocketsHas() {
        assertThat(Endpoint.of("ipc:///" + "p".repeat(106)).path()).isNotNull();
        assertThatThrownBy(() -> Endpoint.of("ipc:///" + "p".repeat(107)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("108 bytes");
        assertThatThrownBy(() -> Endpoint.of("ipc:///" + "ü".repeat(54)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("109 bytes");
    }
}
