package io.partd.zmq.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The frames after a CURVE handshake (RFC 26, {@code MESSAGE}):
 *
 * <pre>
 *  0   8   7, "MESSAGE"
 *  8   8   number of the frame, always above the one before
 * 16  16   checksum of the box
 * 32   1   flags, encrypted
 * 33       content, encrypted
 * </pre>
 */
final class CurveSealing implements Sealing {

    private static final byte[] NAME = "\7MESSAGE".getBytes(StandardCharsets.US_ASCII);
    private static final int BOX = NAME.length + Long.BYTES;
    private static final int FLAGS = BOX + CryptoBox.OVERHEAD;
    private static final int CONTENT = FLAGS + 1;

    private final CryptoBox sealing;
    private final CryptoBox opening;
    private final ByteBuffer sealingNonce;
    private final ByteBuffer openingNonce;
    private long lastSent;
    private long lastReceived;

    /**
     * Makes the sealing for what follows a handshake.
     *
     * @param key shared by the short-term keys of both sides
     * @param sent the number of the last command that this side has sent
     * @param received the number of the last command that it has received
     */
    CurveSealing(byte[] key, boolean server, long sent, long received) {
        sealing = new CryptoBox(key);
        opening = new CryptoBox(key);
        sealingNonce = ByteBuffer.wrap(Nonce.of(server ? Nonce.MESSAGE_OF_SERVER : Nonce.MESSAGE_OF_CLIENT, 0));
        openingNonce = ByteBuffer.wrap(Nonce.of(server ? Nonce.MESSAGE_OF_CLIENT : Nonce.MESSAGE_OF_SERVER, 0));
        lastSent = sent;
        lastReceived = received;
    }

    @Override
    public int overhead() {
        return CONTENT;
    }

    @Override
    public int offset() {
        return CONTENT;
    }

    @Override
    public void seal(int flags, byte[] content, int length) {
        lastSent++;
        System.arraycopy(NAME, 0, content, 0, NAME.length);
        ByteBuffer.wrap(content).putLong(NAME.length, lastSent);
        content[FLAGS] = (byte) flags;
        sealingNonce.putLong(Nonce.PREFIX, lastSent);
        sealing.seal(sealingNonce.array(), content, BOX, 1 + length);
    }

    @Override
    public int open(byte[] frame, int length) throws HandshakeException {
        if (length < CONTENT || !Arrays.equals(frame, 0, NAME.length, NAME, 0, NAME.length)) {
            throw new HandshakeException(
                    "a frame of " + length + " bytes that is not encrypted, on a connection where " + "all are");
        }
        long number = ByteBuffer.wrap(frame).getLong(NAME.length);
        if (Long.compareUnsigned(number, lastReceived) <= 0) {
            throw new HandshakeException("an encrypted frame again, or out of order: number "
                    + Long.toUnsignedString(number) + " after " + Long.toUnsignedString(lastReceived));
        }
        openingNonce.putLong(Nonce.PREFIX, number);
        if (!opening.open(openingNonce.array(), frame, BOX, length - BOX)) {
            throw new HandshakeException("an encrypted frame that was changed on its way");
        }
        lastReceived = number;
        return frame[FLAGS] & (MORE | COMMAND);
    }
}
