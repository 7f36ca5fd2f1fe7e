package io.partd.zmq.security;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** As much of ZMTP 3.0 (RFC 23) as it takes to try a {@link Mechanism} with another implementation. */
final class ZmtpSocket implements AutoCloseable {

    private static final int MORE = 1;
    private static final int LONG = 2;
    private static final int COMMAND = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Mechanism mechanism;
    private final List<String> commands = new ArrayList<>();

    private ZmtpSocket(Socket socket, Mechanism mechanism) throws IOException {
        this.socket = socket;
        this.mechanism = mechanism;
        socket.setSoTimeout(120_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    static ZmtpSocket connect(int port, Mechanism mechanism) throws IOException {
        return new ZmtpSocket(new Socket(InetAddress.getLoopbackAddress(), port), mechanism);
    }

    static ZmtpSocket accept(ServerSocket server, Mechanism mechanism) throws IOException {
        return new ZmtpSocket(server.accept(), mechanism);
    }

    ZmtpSocket handshake() throws IOException {
        out.write(ByteBuffer.allocate(64)
                .put((byte) 0xFF)
                .position(9)
                .put((byte) 0x7F)
                .put((byte) 3)
                .put((byte) 1)
                .put(mechanism.name().getBytes(StandardCharsets.US_ASCII))
                .put(32, (byte) (mechanism.isServer() ? 1 : 0))
                .array());
        out.flush();
        in.readFully(new byte[64]);
        try {
            command(mechanism.begin());
            while (!mechanism.isReady()) {
                command(mechanism.answer(frame(COMMAND)));
            }
        } catch (HandshakeException e) {
            command(e.farewell());
            throw e;
        }
        return this;
    }

    private void command(byte[] command) throws IOException {
        if (command != null) {
            frame(COMMAND, command);
        }
    }

    private void frame(int flags, byte[] content) throws IOException {
        if (content.length < 256) {
            out.write(flags);
            out.write(content.length);
        } else {
            out.write(flags | LONG);
            out.writeLong(content.length);
        }
        out.write(content);
        out.flush();
    }

    private byte[] frame(int expected) throws IOException {
        int flags = in.readUnsignedByte();
        byte[] frame = new byte[(flags & LONG) == 0 ? in.readUnsignedByte() : Math.toIntExact(in.readLong())];
        in.readFully(frame);
        if ((flags & (MORE | COMMAND)) != expected) {
            throw new IOException("a frame with flags " + flags);
        }
        return frame;
    }

    void send(List<byte[]> message) throws IOException {
        for (int i = 0; i < message.size(); i++) {
            seal(i + 1 < message.size() ? Sealing.MORE : 0, message.get(i));
        }
    }

    private void seal(int flags, byte[] content) throws IOException {
        Sealing sealing = mechanism.sealing();
        byte[] frame = new byte[content.length + sealing.overhead()];
        System.arraycopy(content, 0, frame, sealing.offset(), content.length);
        sealing.seal(flags, frame, content.length);
        frame(0, frame);
    }

    /** Receives the next message; answers each {@code PING} before it. */
    List<byte[]> receive() throws IOException {
        List<byte[]> message = new ArrayList<>();
        while (true) {
            int flags = receivePart(message);
            if (flags == 0) {
                return message;
            }
        }
    }

    /** Waits for a command, and answers it if it is a {@code PING}; no message may come before. */
    void receiveCommand() throws IOException {
        List<byte[]> none = new ArrayList<>();
        if (receivePart(none) != Sealing.COMMAND) {
            throw new IOException("a message instead of a command");
        }
    }

    /** Receives a frame; adds it to the message if it is of one, and returns its flags. */
    private int receivePart(List<byte[]> message) throws IOException {
        Sealing sealing = mechanism.sealing();
        byte[] frame = frame(0);
        int flags = sealing.open(frame, frame.length);
        byte[] content =
                Arrays.copyOfRange(frame, sealing.offset(), frame.length - sealing.overhead() + sealing.offset());
        if (flags != Sealing.COMMAND) {
            message.add(content);
            return flags;
        }
        String name = new String(content, 1, content[0], StandardCharsets.US_ASCII);
        commands.add(name);
        if (name.equals("PING")) { // PING, a time of 2 bytes, and a context, which comes back
            seal(Sealing.COMMAND, Commands.encode("PONG", Arrays.copyOfRange(content, 7, content.length)));
        }
        return flags;
    }

    /** Returns the names of the commands that came since the handshake. */
    List<String> commands() {
        return commands;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
