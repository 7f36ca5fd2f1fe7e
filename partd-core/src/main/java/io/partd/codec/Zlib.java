package io.partd.codec;

import io.partd.ByteSize;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses with zlib at its default level, 6, as Python partd's {@code ZLib} does. Either language reads what the
 * other wrote. The payload is one zlib stream (RFC 1950), which ends in a checksum. Immutable and thread-safe.
 *
 * <p>Small appends compress badly one by one; put a buffer over the codec:
 *
 * <pre>{@code
 * Store trips = Partd.log(directory).with(Zlib.codec()).with(WriteBuffer.of("256m"));
 * }</pre>
 */
public final class Zlib implements ByteCodec {

    private static final Zlib CODEC = new Zlib(SizeLimit.DEFAULT);
    private static final int SMALLEST = 64;
    private static final int FIRST_ROOM = 1 << 20;
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private final SizeLimit limit;

    private Zlib(SizeLimit limit) {
        this.limit = limit;
    }

    /** Returns the codec, for pieces of up to 1 GiB. */
    public static Zlib codec() {
        return CODEC;
    }

    /** Returns the codec with another limit. It refuses larger pieces when it encodes and when it decodes. */
    public Zlib atMost(ByteSize most) {
        return new Zlib(SizeLimit.of(most));
    }

    @Override
    public byte[] encode(byte[] bytes) throws IOException {
        limit.check(bytes.length);
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] out = new byte[Math.max(SMALLEST, bytes.length / 2)];
            int length = 0;
            while (!deflater.finished()) {
                out = length < out.length ? out : Arrays.copyOf(out, (int) Math.min(LARGEST, 2L * out.length));
                length += deflater.deflate(out, length, out.length - length);
            }
            return Arrays.copyOf(out, length);
        } finally {
            deflater.end();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The payload must be exactly one zlib stream, without further bytes.
     */
    @Override
    public byte[] decode(byte[] payload) throws IOException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(payload);
            byte[] out = limit.allocate(Math.min(FIRST_ROOM, SMALLEST + 4L * payload.length));
            int length = 0;
            while (!inflater.finished()) {
                out = length < out.length ? out : limit.grow(out);
                int count = inflater.inflate(out, length, out.length - length);
                length += count;
                if (count == 0 && !inflater.finished()) {
                    requireProgress(inflater, payload, length);
                }
            }
            if (inflater.getRemaining() > 0) {
                throw new IOException(
                        "zlib stream ends after " + inflater.getBytesRead() + " of " + payload.length + " bytes");
            }
            return limit.trim(out, length);
        } catch (DataFormatException e) {
            throw new IOException("no zlib stream: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("zlib");
    }

    @Override
    public String toString() {
        return "Zlib";
    }

    private static void requireProgress(Inflater inflater, byte[] payload, int length) throws IOException {
        if (inflater.needsDictionary()) {
            throw new IOException("zlib stream needs a preset dictionary, which partd does not use");
        }
        if (inflater.needsInput()) {
            throw new IOException("zlib stream is cut off: its " + payload.length
                    + " bytes are not the end of it, they give " + length + " bytes");
        }
    }
}
