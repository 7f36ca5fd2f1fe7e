package io.partd.zmq;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, as ZeroMQ writes it: {@code tcp://host:port}, {@code tcp://[::1]:port}, {@code tcp://*:port}
 * for all interfaces, or {@code ipc://path} for a Unix domain socket. Immutable.
 */
public final class Endpoint {

    private static final Pattern TCP = Pattern.compile("tcp://(?:\\[([^\\[\\]]+)\\]|([^:/\\[\\]]+)):(\\d{1,5})/?");
    private static final String IPC = "ipc://";
    /** What {@code sockaddr_un} has room for, less the closing zero. */
    private static final int LONGEST_PATH = 107;

    private final String text;
    private final @Nullable Path path;
    private final String host;
    private final int port;

    private Endpoint(String text, @Nullable Path path, String host, int port) {
        this.text = text;
        this.path = path;
        this.host = host;
        this.port = port;
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message says what is valid
     */
    public static Endpoint of(String text) {
        if (text.startsWith(IPC)) {
            return ipc(text);
        }
        Matcher matcher = TCP.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not the address of a server; write tcp://host:port, as in "
                            + "tcp://127.0.0.1:5555, or ipc:///path");
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port + " in '" + text + "' is above 65535");
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return new Endpoint(text, null, host, port);
    }

    private static Endpoint ipc(String text) {
        String name = text.substring(IPC.length());
        if (name.isEmpty() || name.equals("*") || name.startsWith("@")) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no path; write ipc:///run/partd.sock, a file that is to be the socket");
        }
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new IllegalArgumentException("the path in '" + text + "' has " + length
                    + " bytes; a socket's has at most " + LONGEST_PATH + ": choose a shorter one");
        }
        return new Endpoint(text, Path.of(name), "", 0);
    }

    /** Returns the socket's path, null for TCP. */
    public @Nullable Path path() {
        return path;
    }

    /** Returns the port, 0 for any free one, and for a Unix domain socket. */
    public int port() {
        return port;
    }

    /** Returns the same with another port. */
    public Endpoint withPort(int other) {
        return new Endpoint("tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + other, null, host, other);
    }

    /** Tells whether only this machine reaches it: a Unix domain socket, or an address of the loopback. */
    public boolean isLocal() {
        return path != null
                || (resolve() instanceof InetSocketAddress address
                        && !address.isUnresolved()
                        && address.getAddress().isLoopbackAddress());
    }

    /** Looks the address up, as one to connect to or to listen at; unresolved if the host is not known. */
    public SocketAddress resolve() {
        if (path != null) {
            return UnixDomainSocketAddress.of(path);
        }
        return host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    /** Returns it as it is written. */
    @Override
    public String toString() {
        return text;
    }
}
