package io.partd.zmq.server;

import static io.partd.zmq.Bytes.request;
import static io.partd.zmq.Bytes.utf8;

import io.partd.zmq.Bytes;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Sends a server what it should not be sent, from a seed; never reads more of the answers than it must. */
final class Attack {

    private static final byte[] FIVE = utf8("12345");

    private final Endpoint endpoint;
    private final Random random;

    Attack(Endpoint endpoint, long seed) {
        this.endpoint = endpoint;
        this.random = new Random(seed);
    }

    /** Goes on until so many messages, or what is to look like some, were sent. */
    void run(int messages) throws IOException, InterruptedException {
        int sent = 0;
        while (sent < messages) {
            try (Socket socket = connect()) {
                sent += sendTo(socket);
                if (random.nextInt(4) == 0) {
                    socket.setSoLinger(true, 0);
                }
            } catch (IOException e) {
                // The server has ended the connection, as it should.
                sent++;
            }
        }
    }

    /** The queue of connections may be full for a moment. */
    private Socket connect() throws IOException, InterruptedException {
        IOException last = null;
        for (int i = 0; i < 100; i++) {
            try {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
                socket.setSoTimeout(120_000);
                return socket;
            } catch (IOException e) {
                last = e;
                Thread.sleep(20);
            }
        }
        throw new IOException("cannot connect any more", last);
    }

    private int sendTo(Socket socket) throws IOException {
        int kind = random.nextInt(20);
        if (kind == 0) {
            return 1; // connects, and that is all
        }
        if (kind == 1) {
            socket.getOutputStream().write(bytes(random.nextInt(200)));
            return 1;
        }
        if (kind == 2) {
            socket.getOutputStream().write(mutated(RawPeer.GREETING));
            return 1;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(RawPeer.GREETING);
        if (random.nextBoolean()) {
            put(out, 1, utf8("syn"));
            put(out, 1, utf8("partd/1"));
            put(out, 0, bytes(16));
        }
        int messages = 1 + random.nextInt(20);
        for (int i = 0; i < messages; i++) {
            out.writeBytes(message());
        }
        socket.getOutputStream().write(out.toByteArray());
        if (random.nextInt(3) == 0) {
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        return messages;
    }

    private byte[] message() {
        return switch (random.nextInt(10)) {
            case 0 -> bytes(random.nextInt(300));
            case 1 -> truncated(valid());
            case 2 -> wrongLength(valid());
            case 3 -> more(valid());
            case 4 -> commandWithin();
            case 5 -> emptyFrames();
            default -> mutated(valid());
        };
    }

    private byte[] valid() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (random.nextBoolean()) {
            String[] commands = {"append", "iset", "get", "delete", "syn", "nonsense", ""};
            int frames = random.nextInt(6);
            put(out, frames == 0 ? 0 : 1, utf8(commands[random.nextInt(commands.length)]));
            for (int i = 1; i <= frames; i++) {
                put(out, i < frames ? 1 : 0, random.nextInt(3) == 0 ? bytes(random.nextInt(700)) : utf8("attack"));
            }
        } else {
            int operation = 1 + random.nextInt(16);
            Bytes head = request(operation, 1 + random.nextInt(50));
            switch (operation) {
                case 1 -> head.u32(1).key("attack").u32(FIVE.length);
                case 2, 6, 10 -> head.key("attack");
                case 3, 5, 11 -> head.keys("attack", "attack/b", "../attack");
                case 7 -> head.u64(random.nextInt(50)).u32(random.nextInt());
                case 8 -> head.u64(random.nextInt(50));
                default -> {}
            }
            put(out, operation <= 2 ? 1 : 0, head.frame());
            if (operation <= 2) {
                put(out, 0, FIVE);
            }
        }
        return out.toByteArray();
    }

    private byte[] mutated(byte[] bytes) {
        byte[] changed = bytes.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            changed[random.nextInt(changed.length)] = random.nextBoolean()
                    ? (byte) random.nextInt()
                    : new byte[] {0, 1, -1, 127, -128}[random.nextInt(5)];
        }
        return changed;
    }

    private byte[] truncated(byte[] bytes) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    private byte[] wrongLength(byte[] bytes) {
        return ByteBuffer.allocate(9 + bytes.length)
                .put((byte) (random.nextInt(4) | 2))
                .putLong(random.nextBoolean() ? random.nextLong() : random.nextInt(100_000))
                .put(bytes)
                .array();
    }

    private static byte[] more(byte[] bytes) {
        bytes[0] |= 1;
        return bytes;
    }

    private byte[] commandWithin() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, 1, utf8("append"));
        put(out, 4 | random.nextInt(2), utf8("\4PING\0\1context"));
        return out.toByteArray();
    }

    private byte[] emptyFrames() {
        byte[] frames = new byte[2 * (1 + random.nextInt(2000))];
        for (int i = 0; i < frames.length; i += 2) {
            frames[i] = 1;
        }
        return frames;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void put(ByteArrayOutputStream out, int flags, byte[] content) {
        if (content.length < 256) {
            out.write(flags);
            out.write(content.length);
        } else {
            out.write(flags | 2);
            out.writeBytes(ByteBuffer.allocate(8).putLong(content.length).array());
        }
        out.writeBytes(content);
    }
}
