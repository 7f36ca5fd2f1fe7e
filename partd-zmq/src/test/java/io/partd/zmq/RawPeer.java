package io.partd.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A client that sends whatever a test wants it to, frame by frame or byte by byte. */
public final class RawPeer implements AutoCloseable {

    /** What a client sends before its first message: the greeting, and that it is a {@code DEALER}. */
    public static final byte[] GREETING = greeting();

    /** The flags of a frame. */
    public static final int MORE = 1;

    public static final int LONG = 2;
    public static final int COMMAND = 4;

    private static final int PATIENCE_MILLIS = 120_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    private static byte[] greeting() {
        byte[] ready = Bytes.utf8("\5READY\13Socket-Type\0\0\0\6DEALER");
        return ByteBuffer.allocate(64 + 2 + ready.length)
                .put((byte) 0xFF)
                .position(9)
                .put((byte) 0x7F)
                .put((byte) 3)
                .put((byte) 1)
                .put(Bytes.utf8("NULL"))
                .position(64)
                .put((byte) COMMAND)
                .put((byte) ready.length)
                .put(ready)
                .array();
    }

    /** Connects, and says nothing. */
    public static RawPeer connect(Endpoint endpoint) throws IOException {
        return new RawPeer(new Socket(InetAddress.getLoopbackAddress(), endpoint.port()));
    }

    /** Connects with a small buffer for what it receives, and says nothing. */
    public static RawPeer withSmallBuffer(Endpoint endpoint) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1 << 12);
        socket.connect(endpoint.resolve());
        return new RawPeer(socket);
    }

    /** Connects and shakes hands. */
    public static RawPeer greeted(Endpoint endpoint) throws IOException {
        RawPeer peer = connect(endpoint);
        try {
            return peer.greet();
        } catch (IOException e) {
            peer.close();
            throw e;
        }
    }

    /** Shakes hands. */
    public RawPeer greet() throws IOException {
        bytes(GREETING);
        receiveGreeting();
        return this;
    }

    /** Receives the other side's greeting, and that it is ready. */
    public void receiveGreeting() throws IOException {
        in.readFully(new byte[64]);
        in.readUnsignedByte();
        in.readFully(new byte[in.readUnsignedByte()]);
    }

    /** Returns a message as it is sent. */
    public static byte[] encode(byte[]... frames) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        for (int i = 0; i < frames.length; i++) {
            int flags = i + 1 < frames.length ? MORE : 0;
            if (frames[i].length < 256) {
                encoded.write(flags);
                encoded.write(frames[i].length);
            } else {
                encoded.write(flags | LONG);
                encoded.writeBytes(ByteBuffer.allocate(Long.BYTES)
                        .putLong(frames[i].length)
                        .array());
            }
            encoded.writeBytes(frames[i]);
        }
        return encoded.toByteArray();
    }

    /** Sends bytes as they are. */
    public RawPeer bytes(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends a message. */
    public RawPeer send(byte[]... frames) throws IOException {
        for (int i = 0; i < frames.length; i++) {
            put(i + 1 < frames.length ? MORE : 0, frames[i]);
        }
        out.flush();
        return this;
    }

    /** Sends a message of texts. */
    public RawPeer send(String... frames) throws IOException {
        return send(Arrays.stream(frames).map(Bytes::utf8).toArray(byte[][]::new));
    }

    /** Puts a frame where it is sent with the next one. */
    public RawPeer put(int flags, byte... content) throws IOException {
        if (content.length < 256) {
            out.write(flags);
            out.write(content.length);
        } else {
            out.write(flags | LONG);
            out.writeLong(content.length);
        }
        out.write(content);
        return this;
    }

    /** Receives a message. */
    public List<byte[]> receive() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        int flags;
        do {
            flags = in.readUnsignedByte();
            byte[] frame = new byte[(flags & LONG) == 0 ? in.readUnsignedByte() : Math.toIntExact(in.readLong())];
            in.readFully(frame);
            if ((flags & COMMAND) != 0) {
                throw new IOException("a command: " + new String(frame, UTF_8));
            }
            frames.add(frame);
        } while ((flags & MORE) != 0);
        return frames;
    }

    /** Receives a message, as texts. */
    public List<String> texts() throws IOException {
        return receive().stream().map(frame -> new String(frame, UTF_8)).toList();
    }

    /** Receives the first frame of an answer in our dialect. */
    public ByteBuffer answer() throws IOException {
        return ByteBuffer.wrap(receive().get(0)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Receives a byte. */
    public int read() throws IOException {
        return in.read();
    }

    /** Tells whether the server has ended the connection, once it has read all that came before. */
    public boolean isCutOff() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketException | EOFException e) {
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    /** Sets how long to wait for the server. */
    public RawPeer patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
        return this;
    }

    /** Says that it will send no more. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection as a crash does, with all that is under way. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
