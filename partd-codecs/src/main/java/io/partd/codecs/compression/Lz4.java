package io.partd.codecs.compression;

import io.partd.ByteSize;
import io.partd.codec.ByteCodec;
import io.partd.codec.SizeLimit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Compresses with LZ4. Python's partd has no such encoding; the payload is one frame of the <a
 * href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 frame format</a>, which the {@code lz4}
 * command and {@code lz4.frame} in Python read and write. Frames are written with the length of the piece, independent
 * blocks of up to 4 MiB, and a checksum of the whole; any version 1 frame without a dictionary is read. There are no
 * levels. Immutable and thread-safe.
 */
public final class Lz4 implements ByteCodec {

    private static final Lz4 CODEC = new Lz4(SizeLimit.DEFAULT);
    private static final XXHash32 XXHASH = XXHashFactory.fastestInstance().hash32();
    private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    private static final int LARGEST_BLOCK = 4 << 20;

    /** Lengths of blocks, an end mark and a checksum. */
    private static final int WORD = 4;

    private final SizeLimit limit;

    private Lz4(SizeLimit limit) {
        this.limit = limit;
    }

    /** Returns the codec, for pieces of up to 1 GiB. */
    public static Lz4 codec() {
        return CODEC;
    }

    /** Returns the codec with another limit: larger pieces are refused, when encoded and when decoded. */
    public Lz4 atMost(ByteSize most) {
        return new Lz4(SizeLimit.of(most));
    }

    @Override
    public byte[] encode(byte[] bytes) throws IOException {
        limit.check(bytes.length);
        int blocks = (int) ((bytes.length + LARGEST_BLOCK - 1L) / LARGEST_BLOCK);
        // A block is no longer than it was, once it is there; while it is made it may be.
        int most = Lz4Header.LONGEST + bytes.length + WORD * (blocks + 2);
        int spare = COMPRESSOR.maxCompressedLength(Math.min(bytes.length, LARGEST_BLOCK));
        byte[] out = new byte[Math.addExact(most, spare)];
        ByteBuffer words = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
        Lz4Header.put(words, bytes.length);
        for (int from = 0; from < bytes.length; from += LARGEST_BLOCK) {
            int length = Math.min(LARGEST_BLOCK, bytes.length - from);
            int at = words.position() + WORD;
            int count = COMPRESSOR.compress(bytes, from, length, out, at, out.length - at);
            if (count < length) {
                words.putInt(count).position(at + count);
            } else {
                words.putInt(length | Lz4Frame.STORED).put(bytes, from, length);
            }
        }
        words.putInt(0);
        words.putInt(XXHASH.hash(bytes, 0, bytes.length, 0));
        return Arrays.copyOf(out, words.position());
    }

    /**
     * {@inheritDoc}
     *
     * <p>The payload must be one whole frame and nothing behind it.
     */
    @Override
    public byte[] decode(byte[] payload) throws IOException {
        try {
            return new Lz4Frame(payload, limit).piece();
        } catch (LZ4Exception e) {
            throw new IOException("no lz4 frame: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("lz4");
    }

    @Override
    public String toString() {
        return "Lz4";
    }
}
