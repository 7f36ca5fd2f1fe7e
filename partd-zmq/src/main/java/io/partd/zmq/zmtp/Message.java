package io.partd.zmq.zmtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A multipart message as it was received: frames of bytes, which are gone through once, from the first to the last. It
 * lies in the connection's memory and is valid until the connection receives again. For one thread.
 *
 * <p>{@link #next} goes to a frame; what {@code read…} and {@code slices} return is taken from where the last one
 * ended. Numbers are little-endian. Each of them throws a {@link MalformedException} if there is less in the frame.
 */
public final class Message {

    private static final int SHORT_HEADER = 2;
    private static final int LONG_HEADER = 9;

    private final Chain chain;
    /** How many bytes of each frame come before, and behind in all, what is in it. */
    private final int sealedBefore;

    private final int sealedAround;
    private long begin;
    private long at;
    private long frameEnd;
    private int left;
    private int frames;
    private long length;

    Message(Chain chain, int sealedBefore, int sealedAround) {
        this.chain = chain;
        this.sealedBefore = sealedBefore;
        this.sealedAround = sealedAround;
    }

    /** Sets it to what lies from a position on. */
    void reset(long from, int frameCount, long bytes) {
        begin = from;
        frames = frameCount;
        length = bytes;
        rewind();
    }

    /** Goes back to before the first frame. */
    public void rewind() {
        at = begin;
        frameEnd = begin - (sealedAround - sealedBefore);
        left = frames;
    }

    /** Returns how many frames it has, at least one. */
    public int frames() {
        return frames;
    }

    /** Returns how many bytes its frames have, together with their headers. */
    public long length() {
        return length;
    }

    /** Goes to the first frame, then to the one behind; returns false if there is none. */
    public boolean next() {
        if (left == 0) {
            return false;
        }
        left--;
        at = frameEnd + sealedAround - sealedBefore;
        long frameLength;
        if ((chain.get(at) & FrameReader.LONG) == 0) {
            frameLength = chain.get(at + 1) & 0xFF;
            at += SHORT_HEADER;
        } else {
            frameLength = 0;
            for (int i = 1; i < LONG_HEADER; i++) {
                frameLength = frameLength << 8 | (chain.get(at + i) & 0xFF);
            }
            at += LONG_HEADER;
        }
        frameEnd = at + frameLength - (sealedAround - sealedBefore);
        at += sealedBefore;
        return true;
    }

    /** Returns how many bytes of the frame are left. */
    public long remaining() {
        return frameEnd - at;
    }

    /** Reads a byte, without its sign. */
    public int readByte() throws MalformedException {
        require(1);
        return chain.get(at++) & 0xFF;
    }

    /** Reads four bytes, without their sign. */
    public long readInt() throws MalformedException {
        return readNumber(Integer.BYTES);
    }

    /** Reads eight bytes. */
    public long readLong() throws MalformedException {
        return readNumber(Long.BYTES);
    }

    private long readNumber(int bytes) throws MalformedException {
        require(bytes);
        long number = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            number = number << 8 | (chain.get(at + i) & 0xFF);
        }
        at += bytes;
        return number;
    }

    /** Reads bytes. */
    public byte[] readBytes(long count) throws MalformedException {
        require(count);
        if (count > Integer.MAX_VALUE - 8) {
            throw new MalformedException("a frame of " + count + " bytes is more than an array can hold");
        }
        byte[] bytes = new byte[(int) count];
        chain.get(at, bytes, 0, bytes.length);
        at += count;
        return bytes;
    }

    /** Reads bytes into an array. */
    public void readBytes(byte[] target, int offset, int count) throws MalformedException {
        require(count);
        chain.get(at, target, offset, count);
        at += count;
    }

    /** Reads UTF-8. */
    public String readText(long bytes) throws MalformedException {
        byte[] encoded = readBytes(bytes);
        for (byte b : encoded) {
            if (b < 0) {
                return decode(encoded);
            }
        }
        return new String(encoded, StandardCharsets.US_ASCII);
    }

    private static String decode(byte[] encoded) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(encoded))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("a text is not UTF-8: '"
                    + new String(encoded, StandardCharsets.ISO_8859_1)
                            .substring(0, Math.min(encoded.length, 80))
                            .replaceAll("[^ -~]", "?")
                    + "'");
        }
    }

    /** Returns bytes where they lie, without a copy: valid as long as the message is. */
    public List<ByteBuffer> slices(long count) throws MalformedException {
        require(count);
        List<ByteBuffer> slices = chain.slices(at, count);
        at += count;
        return slices;
    }

    private void require(long count) throws MalformedException {
        if (count < 0 || count > frameEnd - at) {
            throw new MalformedException(
                    "a frame has " + remaining() + " bytes more where " + count + " are to be read");
        }
    }
}
