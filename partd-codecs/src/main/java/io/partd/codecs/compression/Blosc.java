package io.partd.codecs.compression;

import io.partd.ByteSize;
import io.partd.codec.ByteCodec;
import io.partd.codec.SizeLimit;
import java.io.IOException;
import java.util.Optional;

/**
 * Compresses with Blosc: Python partd's {@code Blosc}, readable and writable from either language. The payload is one
 * buffer of the <a href="https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst">format of c-blosc 1</a>,
 * which has no checksum: numbers are rearranged so that bytes alike lie together, and then compressed by another codec.
 *
 * <p>Buffers are written with LZ4, at its one level, in blocks of 32 KiB times the bytes of an element. By default
 * these are eight bytes, whose bytes are shuffled, as Python's partd has it (which writes with BloscLZ at level 9). All
 * of c-blosc 1's inner codecs are read: blosclz, lz4, lz4hc, snappy, zlib and zstd. Immutable and thread-safe.
 */
public final class Blosc implements ByteCodec {

    private static final int DEFAULT_TYPESIZE = 8;
    private static final int LARGEST_TYPESIZE = 255;
    private static final Blosc CODEC = new Blosc(DEFAULT_TYPESIZE, BloscShuffle.BYTES, SizeLimit.DEFAULT);

    private final int typesize;
    private final BloscShuffle shuffle;
    private final SizeLimit limit;

    private Blosc(int typesize, BloscShuffle shuffle, SizeLimit limit) {
        this.typesize = typesize;
        this.shuffle = shuffle;
        this.limit = limit;
    }

    /** Returns the codec for elements of eight bytes, shuffled by byte, and for pieces of up to 1 GiB. */
    public static Blosc codec() {
        return CODEC;
    }

    /**
     * Returns the codec for elements of so many bytes. It is only about what compresses well: any piece can be encoded,
     * and any decoded, whatever its elements.
     *
     * @throws IllegalArgumentException if it is not 1 to 255
     */
    public Blosc typesize(int bytes) {
        if (bytes < 1 || bytes > LARGEST_TYPESIZE) {
            throw new IllegalArgumentException("blosc typesize " + bytes + "; there are 1 to " + LARGEST_TYPESIZE);
        }
        return new Blosc(bytes, shuffle, limit);
    }

    /** Returns the codec with another way to rearrange what it encodes. */
    public Blosc shuffle(BloscShuffle way) {
        return new Blosc(typesize, way, limit);
    }

    /** Returns the codec with another limit: larger pieces are refused, when encoded and when decoded. */
    public Blosc atMost(ByteSize most) {
        return new Blosc(typesize, shuffle, SizeLimit.of(most));
    }

    @Override
    public byte[] encode(byte[] bytes) throws IOException {
        limit.check(bytes.length);
        return new BloscWriter(bytes, typesize, shuffle).buffer();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The payload must be one whole buffer and nothing after it.
     */
    @Override
    public byte[] decode(byte[] payload) throws IOException {
        BloscHeader header = BloscHeader.of(payload);
        return new BloscReader(payload, header, limit).piece();
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("blosc");
    }

    @Override
    public String toString() {
        return "Blosc";
    }
}
