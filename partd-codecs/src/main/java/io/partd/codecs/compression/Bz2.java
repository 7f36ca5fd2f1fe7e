package io.partd.codecs.compression;

import io.partd.ByteSize;
import io.partd.codec.ByteCodec;
import io.partd.codec.SizeLimit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/**
 * Compresses with bzip2: Python partd's {@code BZ2}, readable and writable from either language. The payload is a file
 * as the {@code bzip2} command writes it, or several, one after the other; each block in it has a checksum. It
 * compresses best, and by far the slowest. Immutable and thread-safe.
 */
public final class Bz2 implements ByteCodec {

    private static final int HIGHEST_LEVEL = 9;
    private static final Bz2 CODEC = new Bz2(HIGHEST_LEVEL, SizeLimit.DEFAULT);
    private static final int BLOCK = 100_000;
    private static final int FIRST_ROOM = 1 << 20;

    private final int level;
    private final SizeLimit limit;

    private Bz2(int level, SizeLimit limit) {
        this.level = level;
        this.limit = limit;
    }

    /** Returns the codec at level 9, for pieces of up to 1 GiB. */
    public static Bz2 codec() {
        return CODEC;
    }

    /**
     * Returns the codec at a level, for pieces of up to 1 GiB.
     *
     * @param level the size of its blocks in units of 100,000 bytes, from 1 to 9
     * @throws IllegalArgumentException if there is no such level
     */
    public static Bz2 level(int level) {
        if (level < 1 || level > HIGHEST_LEVEL) {
            throw new IllegalArgumentException("bzip2 level " + level + "; there are 1 to " + HIGHEST_LEVEL);
        }
        return new Bz2(level, SizeLimit.DEFAULT);
    }

    /** Returns the codec with another limit: larger pieces are refused, when encoded and when decoded. */
    public Bz2 atMost(ByteSize most) {
        return new Bz2(level, SizeLimit.of(most));
    }

    @Override
    public byte[] encode(byte[] bytes) throws IOException {
        limit.check(bytes.length);
        // Either side takes memory for whole blocks; a small piece has none of that size. Runs grow by a quarter at
        // most.
        int enough = (int) Math.min(level, 1 + bytes.length * 5L / 4 / BLOCK);
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 + bytes.length / 4);
        try (OutputStream compressing = new BZip2CompressorOutputStream(out, enough)) {
            compressing.write(bytes);
        }
        return out.toByteArray();
    }

    @Override
    public byte[] decode(byte[] payload) throws IOException {
        if (payload.length == 0) {
            throw new IOException("no bzip2 stream: it is empty");
        }
        try (BZip2CompressorInputStream in = new BZip2CompressorInputStream(new ByteArrayInputStream(payload), true)) {
            byte[] out = limit.allocate(Math.min(FIRST_ROOM, 64 + 4L * payload.length));
            int length = 0;
            while (true) {
                int count = in.read(out, length, out.length - length);
                if (count < 0) {
                    return limit.trim(out, length);
                }
                length += count;
                out = length < out.length ? out : limit.grow(out);
            }
        } catch (RuntimeException e) {
            throw new IOException("no bzip2 stream: " + e, e);
        }
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("bz2");
    }

    @Override
    public String toString() {
        return "Bz2";
    }
}
