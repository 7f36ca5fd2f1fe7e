package io.partd.zmq.zmtp;

import io.partd.zmq.Endpoint;
import io.partd.zmq.security.HandshakeException;
import io.partd.zmq.security.Mechanism;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A socket that listens at one address. */
public final class Listener implements Closeable {

    private static final int BACKLOG = 128;

    private final ServerSocketChannel channel;
    private final Endpoint endpoint;

    /** Tells the socket's file from another one at the same path; null for TCP. */
    private final @Nullable Object file;

    private Listener(ServerSocketChannel channel, Endpoint endpoint, @Nullable Object file) {
        this.channel = channel;
        this.endpoint = endpoint;
        this.file = file;
    }

    /**
     * Listens. A Unix domain socket that a dead server left behind is replaced; it is removed again by {@link #close}.
     *
     * @throws BindException if another one listens there
     */
    public static Listener bind(Endpoint endpoint) throws IOException {
        Path path = endpoint.path();
        return path == null ? bindTcp(endpoint) : bindUnix(endpoint, path);
    }

    private static Listener bindTcp(Endpoint endpoint) throws IOException {
        SocketAddress address = endpoint.resolve();
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnknownHostException("the host in " + endpoint + " is not known");
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, BACKLOG);
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            return new Listener(channel, endpoint.port() == 0 ? endpoint.withPort(port) : endpoint, null);
        } catch (BindException | AlreadyBoundException e) {
            channel.close();
            throw inUse(endpoint, e);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static Listener bindUnix(Endpoint endpoint, Path path) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        removeStale(endpoint, path, address);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(address, BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return new Listener(channel, endpoint, file(path));
        } catch (BindException e) {
            channel.close();
            throw inUse(endpoint, e);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    /** Removes a socket that nobody listens at; anything else is left alone. */
    private static void removeStale(Endpoint endpoint, Path path, SocketAddress address) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new BindException(path + " is there and is no socket; give " + endpoint + " another path");
        }
        if (answers(address)) {
            throw inUse(endpoint, null);
        }
        Files.deleteIfExists(path);
    }

    private static @Nullable Object file(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** Tells whether somebody listens, even if too many wait there already, or this process may not connect. */
    private static boolean answers(SocketAddress address) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false); // in blocking mode it would wait without end for a server that hangs
            channel.connect(address);
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static BindException inUse(Endpoint endpoint, @Nullable Exception cause) {
        String reason = cause == null ? "another server listens there" : String.valueOf(cause.getMessage());
        BindException exception = new BindException("cannot listen at " + endpoint + ": " + reason);
        exception.initCause(cause);
        return exception;
    }

    /** Returns where it listens, with the port that was free if any was asked for. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Waits for the next connection; it is greeted by {@link #greet}, which takes its time. */
    public SocketChannel accept() throws IOException {
        return channel.accept();
    }

    /**
     * Shakes hands with a client that has connected. Its socket is closed if that fails.
     *
     * @throws HandshakeException if it is none, or is not admitted
     */
    public static Connection greet(SocketChannel client, String name, Mechanism mechanism, Limits limits)
            throws IOException {
        return ZmtpConnection.over(client, name, mechanism, limits);
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Path path = endpoint.path();
            if (path != null && Files.exists(path) && Objects.equals(file(path), file)) {
                Files.deleteIfExists(path);
            }
        }
    }
}
