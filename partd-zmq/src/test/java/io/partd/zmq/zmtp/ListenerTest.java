package io.partd.zmq.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.zmq.Endpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListenerTest {

    @TempDir
    private Path directory;

    private Path path() {
        return directory.resolve("s");
    }

    private Endpoint ipc() {
        return Endpoint.of("ipc://" + path());
    }

    @Test
    void portZeroIsAnyThatIsFree() throws IOException {
        try (Listener first = Listener.bind(Endpoint.of("tcp://127.0.0.1:0"));
                Listener second = Listener.bind(Endpoint.of("tcp://127.0.0.1:0"))) {
            assertThat(first.endpoint().port())
                    .isPositive()
                    .isNotEqualTo(second.endpoint().port());
            assertThat(first.endpoint())
                    .hasToString("tcp://127.0.0.1:" + first.endpoint().port());
            SocketChannel.open(first.endpoint().resolve()).close();
            first.accept().close();
        }
    }

    @Test
    void aPortInUseIsRefused() throws IOException {
        try (Listener first = Listener.bind(Endpoint.of("tcp://127.0.0.1:0"))) {
            assertThatThrownBy(() -> Listener.bind(first.endpoint()))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("cannot listen at " + first.endpoint());
        }
    }

    @Test
    void aHostThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> Listener.bind(Endpoint.of("tcp://no-such-host.invalid:0")))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void aSocketIsForItsOwnerAndIsRemovedInTheEnd() throws IOException {
        try (Listener listener = Listener.bind(ipc())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-------");
            SocketChannel.open(UnixDomainSocketAddress.of(path())).close();
            listener.accept().close();
            assertThat(listener.endpoint()).hasToString("ipc://" + path());
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void aSocketOfADeadServerIsReplaced() throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path()));
        }
        assertThat(path()).exists();
        try (Listener listener = Listener.bind(ipc())) {
            SocketChannel.open(UnixDomainSocketAddress.of(path())).close();
            listener.accept().close();
        }
    }

    @Test
    void aSocketThatAnotherServerListensAtIsRefusedAndLeftAlone() throws IOException {
        try (Listener first = Listener.bind(ipc())) {
            assertThatThrownBy(() -> Listener.bind(ipc()))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("another server listens there");
            first.accept().close(); // that was the other one, to see whether somebody answers
            SocketChannel.open(UnixDomainSocketAddress.of(path())).close();
            first.accept().close();
        }
    }

    @Test
    void whatIsNoSocketIsRefusedAndLeftAlone() throws IOException {
        Files.writeString(path(), "precious");
        assertThatThrownBy(() -> Listener.bind(ipc()))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("is no socket");
        assertThat(path()).hasContent("precious");
        Files.delete(path());
        Files.createDirectory(path());
        assertThatThrownBy(() -> Listener.bind(ipc())).isInstanceOf(BindException.class);
        assertThat(path()).isDirectory();
    }

    @Test
    void aLinkToNothingIsLeftAlone() throws IOException {
        Files.createSymbolicLink(path(), directory.resolve("nothing"));
        assertThatThrownBy(() -> Listener.bind(ipc())).isInstanceOf(IOException.class);
        assertThat(path()).isSymbolicLink();
        assertThat(directory.resolve("nothing")).doesNotExist();
    }

    @Test
    void theSocketOfAnotherServerAtTheSamePathIsNotRemoved() throws IOException {
        Listener first = Listener.bind(ipc());
        Files.delete(path());
        try (Listener second = Listener.bind(ipc())) {
            first.close();
            assertThat(path()).exists();
            SocketChannel.open(UnixDomainSocketAddress.of(path())).close();
            second.accept().close();
        }
        assertThat(path()).doesNotExist();
    }
}
