package io.partd.zmq.zmtp;

import io.partd.zmq.security.HandshakeException;
import io.partd.zmq.security.Mechanism;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The greeting, 64 bytes from each side, and the commands of the security mechanism behind it. */
final class Handshake {

    private static final int SIGNATURE = 10;
    private static final int MAJOR = 10;
    private static final int MINOR = 11;
    private static final int MECHANISM = 12;
    private static final int MECHANISM_LENGTH = 20;
    private static final int AS_SERVER = 32;
    private static final int LENGTH = 64;
    private static final int SHORTEST = 11;

    private final FrameReader reader;
    private final FrameWriter writer;
    private final Mechanism mechanism;

    Handshake(FrameReader reader, FrameWriter writer, Mechanism mechanism) {
        this.reader = reader;
        this.writer = writer;
        this.mechanism = mechanism;
    }

    void run() throws IOException, InterruptedException {
        writer.bytes(greeting());
        // An older peer sends less than 64 bytes, and waits.
        byte[] first = reader.receiveBytes(SHORTEST);
        if ((first[0] & 0xFF) != 0xFF || (first[SIGNATURE - 1] & 1) != 1) {
            throw new HandshakeException("it speaks no ZMTP 3; it began with "
                    + new String(first, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?"));
        }
        if (first[MAJOR] < 3) {
            throw new HandshakeException("it speaks ZMTP " + first[MAJOR] + "; version 3 is needed");
        }
        byte[] rest = reader.receiveBytes(LENGTH - SHORTEST);
        byte[] greeting = Arrays.copyOf(first, LENGTH);
        System.arraycopy(rest, 0, greeting, SHORTEST, rest.length);
        check(greeting);
        shake();
    }

    private byte[] greeting() {
        byte[] greeting = new byte[LENGTH];
        greeting[0] = (byte) 0xFF;
        greeting[SIGNATURE - 1] = 0x7F;
        greeting[MAJOR] = 3;
        greeting[MINOR] = 1;
        byte[] name = mechanism.name().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, greeting, MECHANISM, name.length);
        greeting[AS_SERVER] = (byte) (mechanism.isServer() ? 1 : 0);
        return greeting;
    }

    private void check(byte[] greeting) throws HandshakeException {
        String name = new String(greeting, MECHANISM, MECHANISM_LENGTH, StandardCharsets.ISO_8859_1);
        String found = name.replaceAll("\0+$", "");
        if (!found.equals(mechanism.name())) {
            throw new HandshakeException("it wants the security mechanism " + found.replaceAll("[^ -~]", "?")
                    + "; this side has " + mechanism.name());
        }
    }

    private void shake() throws IOException, InterruptedException {
        send(mechanism.begin());
        while (!mechanism.isReady()) {
            byte[] command = reader.receiveCommand();
            try {
                send(mechanism.answer(command));
            } catch (HandshakeException e) {
                send(e.farewell());
                throw e;
            }
        }
    }

    private void send(byte @Nullable [] command) throws IOException {
        if (command != null) {
            writer.command(command);
            writer.flush();
        }
    }
}
