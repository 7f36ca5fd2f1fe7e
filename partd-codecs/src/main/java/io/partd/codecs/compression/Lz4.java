package io.partd.codecs.compression;

import io.partd.ByteSize;
import io.partd.codec.ByteCodec;
import io.partd.codec.SizeLimit;
import io.partd.lz4.Lz4Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG.Bits;
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
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + Long.SIZE);
        try (OutputStream frame = new LZ4FrameOutputStream(
                out,
                blockSize(bytes.length),
                bytes.length,
                LZ4Factory.fastestInstance().fastCompressor(),
                XXHashFactory.fastestInstance().hash32(),
                Bits.BLOCK_INDEPENDENCE,
                Bits.CONTENT_SIZE,
                Bits.CONTENT_CHECKSUM)) {
            frame.write(bytes);
        }
        return out.toByteArray();
    }

    /** Returns the smallest size of blocks of which one is enough, or else the largest. */
    private static BLOCKSIZE blockSize(int length) {
        for (BLOCKSIZE size : BLOCKSIZE.values()) {
            if (length <= 1 << (8 + 2 * size.getIndicator())) {
                return size;
            }
        }
        return BLOCKSIZE.SIZE_4MB;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The payload must be one whole frame and nothing after it.
     */
    @Override
    public byte[] decode(byte[] payload) throws IOException {
        return Lz4Frame.decompress(payload, limit);
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
