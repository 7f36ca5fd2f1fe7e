package io.partd.codec;

import io.partd.ByteSize;
import java.io.IOException;
import java.util.Arrays;

/**
 * The largest piece that a codec encodes and decodes. A few compressed bytes can claim, or decompress to, gigabytes, so
 * a codec checks its limit before it allocates memory. Immutable.
 *
 * <pre>{@code
 * Store trips = Partd.memory().with(Zlib.codec().atMost(ByteSize.of("16m"))); // a larger piece is an error
 * }</pre>
 */
public final class SizeLimit {

    /** 1 GiB, the largest piece that a {@link ByteCodec} is given to encode. */
    public static final SizeLimit DEFAULT = new SizeLimit(1 << 30);

    private static final int LARGEST = Integer.MAX_VALUE - 9;

    private final int bytes;

    private SizeLimit(int bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns a limit.
     *
     * @param most the largest piece; a size above the largest array, 2 GiB less 10 bytes, counts as that
     */
    public static SizeLimit of(ByteSize most) {
        return new SizeLimit((int) Math.min(most.bytes(), LARGEST));
    }

    /**
     * Checks the length of a piece before memory is allocated for it.
     *
     * @return the length
     * @throws IOException if the length is over the limit, or negative
     */
    public int check(long length) throws IOException {
        if (length < 0 || length > bytes) {
            throw new IOException("a piece of " + Long.toUnsignedString(length) + " bytes is over the limit of "
                    + ByteSize.of(bytes) + ", which atMost, or the option max, sets");
        }
        return (int) length;
    }

    /**
     * Checks the length that a payload claims for its piece before memory is allocated for it.
     *
     * @param claimed the length
     * @param compressed the number of bytes in the payload
     * @param ratio the format's largest compression ratio: how many bytes one compressed byte can become
     * @return the length
     * @throws IOException if the length is over the limit, or more than the compressed bytes can become
     */
    public int check(long claimed, int compressed, int ratio) throws IOException {
        int length = check(claimed);
        if (length > (long) compressed * ratio) {
            throw new IOException(
                    "claims a piece of " + length + " bytes, which its " + compressed + " bytes cannot become");
        }
        return length;
    }

    /** Allocates an array for a piece of unknown length: as long as the guess, or shorter if the limit is below it. */
    public byte[] allocate(long guess) {
        return new byte[(int) Math.min(Math.max(guess, 1), bytes + 1L)];
    }

    /**
     * Returns a longer copy of an array that is too short for its piece. The longest array has one byte more than the
     * limit, so that a codec can see that a piece of exactly the limit ends.
     *
     * @throws IOException if {@code full} is over the limit already
     */
    public byte[] grow(byte[] full) throws IOException {
        if (full.length > bytes) {
            throw new IOException("a piece of " + full.length + " bytes or more is over the limit of "
                    + ByteSize.of(bytes) + ", which atMost, or the option max, sets");
        }
        return Arrays.copyOf(full, (int) Math.min(bytes + 1L, 2L * full.length));
    }

    /**
     * Returns an array cut to the length of its piece.
     *
     * @throws IOException if the length is over the limit
     */
    public byte[] trim(byte[] out, int length) throws IOException {
        check(length);
        return length == out.length ? out : Arrays.copyOf(out, length);
    }

    /** Returns the limit as a size: {@code 1g}. */
    @Override
    public String toString() {
        return ByteSize.of(bytes).toString();
    }
}
