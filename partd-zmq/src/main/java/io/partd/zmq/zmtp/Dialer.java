package io.partd.zmq.zmtp;

import io.partd.zmq.Endpoint;
import io.partd.zmq.security.HandshakeException;
import io.partd.zmq.security.Mechanism;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Connects to a server. */
public final class Dialer {

    private static final long BUSY_NANOS = 10_000_000;

    private Dialer() {}

    /**
     * Connects, and shakes hands.
     *
     * @param millis how long all of it may take, together with the search for the address
     * @throws ConnectException if nobody listens there
     * @throws HandshakeException if it is no ZMTP 3 server, or one that does not admit this client
     */
    public static Connection connect(Endpoint endpoint, Mechanism mechanism, Limits limits, long millis)
            throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        SocketAddress address = endpoint.path() == null
                ? Lookup.within(millis, endpoint.toString(), endpoint::resolve)
                : endpoint.resolve();
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnknownHostException("the host in " + endpoint + " is not known");
        }
        SocketChannel channel = address instanceof UnixDomainSocketAddress unix
                ? openUnix(unix, end, endpoint, millis)
                : openTcp(address, end, endpoint, millis);
        Limits left = limits.withHandshake(Math.min(limits.handshakeMillis(), millisUntil(end)));
        return ZmtpConnection.over(channel, endpoint.toString(), mechanism, left);
    }

    private static long millisUntil(long end) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime() + 999_999));
    }

    /**
     * A Unix domain socket connects at once, or not at all, or says that too many wait for its server already; then it
     * is tried again. In blocking mode it would wait for that server without end.
     */
    private static SocketChannel openUnix(UnixDomainSocketAddress address, long end, Endpoint endpoint, long millis)
            throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                SocketException busy;
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                try {
                    channel.configureBlocking(false);
                    channel.connect(address);
                    return channel;
                } catch (SocketException e) {
                    channel.close();
                    if (!isBusy(e, address.getPath())) {
                        throw e;
                    }
                    busy = e;
                } catch (Throwable e) {
                    channel.close();
                    throw e;
                }
                if (System.nanoTime() - end >= 0) {
                    SocketTimeoutException late = noConnection(endpoint, millis, ": " + busy.getMessage());
                    late.initCause(busy);
                    throw late;
                }
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(BUSY_NANOS);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Tells whether a connect failed because too many wait: of that, the JDK has no exception of its own. */
    private static boolean isBusy(SocketException e, Path path) {
        return !(e instanceof ConnectException) && Files.isWritable(path);
    }

    private static SocketTimeoutException noConnection(Endpoint endpoint, long millis, String why) {
        return new SocketTimeoutException("no connection to " + endpoint + " within " + millis + " ms" + why);
    }

    private static SocketChannel openTcp(SocketAddress address, long end, Endpoint endpoint, long millis)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean interrupted = false;
        try (Selector selector = channel.provider().openSelector()) {
            channel.configureBlocking(false);
            if (!channel.connect(address)) {
                SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
                while (selector.select(ready -> {}, millisUntil(end)) == 0) {
                    interrupted |= Thread.interrupted();
                    if (System.nanoTime() - end >= 0) {
                        throw noConnection(endpoint, millis, "");
                    }
                }
                key.cancel();
                channel.finishConnect();
            }
            return channel;
        } catch (Throwable e) {
            channel.close();
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
