package io.partd.zmq.zmtp;

import io.partd.zmq.Endpoint;
import io.partd.zmq.security.HandshakeException;
import io.partd.zmq.security.Mechanism;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Connects to a server. */
public final class Dialer {

    private Dialer() {}

    /**
     * Connects, and shakes hands.
     *
     * @param connectMillis how long the connecting may take, before the handshake
     * @throws ConnectException if nobody listens there
     * @throws HandshakeException if it is no ZMTP 3 server, or one that does not admit this client
     */
    public static Connection connect(Endpoint endpoint, Mechanism mechanism, Limits limits, long connectMillis)
            throws IOException {
        SocketAddress address = endpoint.resolve();
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnknownHostException("the host in " + endpoint + " is not known");
        }
        SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? openUnix(address)
                : openTcp(address, connectMillis, endpoint);
        return ZmtpConnection.over(channel, endpoint.toString(), mechanism, limits);
    }

    /** A Unix domain socket connects at once, or not at all; an interrupt has no say in that. */
    private static SocketChannel openUnix(SocketAddress address) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return SocketChannel.open(address);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SocketChannel openTcp(SocketAddress address, long millis, Endpoint endpoint) throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean interrupted = false;
        try (Selector selector = channel.provider().openSelector()) {
            channel.configureBlocking(false);
            if (!channel.connect(address)) {
                SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
                long end = System.nanoTime() + millis * 1_000_000;
                while (selector.select(ready -> {}, Math.max(1, (end - System.nanoTime()) / 1_000_000)) == 0) {
                    interrupted |= Thread.interrupted();
                    if (System.nanoTime() - end >= 0) {
                        throw new SocketTimeoutException("no connection to " + endpoint + " within " + millis + " ms");
                    }
                }
                key.cancel();
                channel.finishConnect();
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
