package io.partd.pandas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Frames within a value: a length of 8 bytes, little-endian, and so many bytes. */
final class InnerFrames {

    private static final int HEADER = 8;

    private InnerFrames() {}

    /** Takes frames apart. */
    static List<byte[]> split(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> frames = new ArrayList<>();
        while (in.hasRemaining()) {
            if (in.remaining() < HEADER) {
                throw new IOException("inner frame " + (frames.size() + 1) + " ends after " + in.remaining()
                        + " bytes of its " + HEADER + " byte length");
            }
            long claimed = in.getLong();
            if (claimed < 0 || claimed > in.remaining()) {
                throw new IOException("inner frame " + (frames.size() + 1) + " claims a length of "
                        + Long.toUnsignedString(claimed) + " bytes; " + in.remaining() + " bytes are left");
            }
            byte[] frame = new byte[(int) claimed];
            in.get(frame);
            frames.add(frame);
        }
        return frames;
    }

    /** Whether bytes are frames, to their end. */
    static boolean are(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.remaining() >= HEADER) {
            long claimed = in.getLong();
            if (claimed < 0 || claimed > in.remaining()) {
                return false;
            }
            in.position(in.position() + (int) claimed);
        }
        return !in.hasRemaining();
    }
}
