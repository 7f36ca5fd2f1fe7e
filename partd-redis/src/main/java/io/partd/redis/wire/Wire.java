package io.partd.redis.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Makes the one socket of a connection, and can {@linkplain #cut cut} it off, whoever is writing to it. The library
 * would make another one by itself when that is closed, and nobody would know what was sent on which. Thread-safe.
 */
final class Wire implements JedisSocketFactory {

    private final ServerAddress server;
    private final @Nullable SSLContext tls;
    private final int silenceMillis;
    private @Nullable Socket plain;
    private boolean used;

    Wire(ServerAddress server, @Nullable SSLContext tls, int silenceMillis) {
        this.server = server;
        this.tls = tls;
        this.silenceMillis = silenceMillis;
    }

    @Override
    public Socket createSocket() {
        synchronized (this) {
            if (used) {
                throw new JedisConnectionException("the connection was closed");
            }
            used = true;
        }
        IOException failure = null;
        try {
            for (InetAddress address : InetAddress.getAllByName(server.host())) {
                try {
                    return connect(new InetSocketAddress(address, server.port()));
                } catch (IOException e) {
                    failure = e;
                }
            }
        } catch (IOException e) {
            failure = e;
        }
        throw new JedisConnectionException("no connection", failure);
    }

    private Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        boolean made = false;
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(address, silenceMillis);
            socket.setSoTimeout(silenceMillis);
            Socket whole = tls == null ? socket : encrypted(socket, tls);
            synchronized (this) {
                plain = socket;
            }
            made = true;
            return whole;
        } finally {
            if (!made) {
                socket.close();
            }
        }
    }

    private Socket encrypted(Socket below, SSLContext context) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(below, server.host(), server.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Closes the socket without the farewell of TLS, which would wait for who is writing. */
    void cut() {
        Socket socket;
        synchronized (this) {
            socket = plain;
        }
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It is of no use either way.
        }
    }
}
