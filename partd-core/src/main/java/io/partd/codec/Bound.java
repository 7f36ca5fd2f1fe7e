package io.partd.codec;

import io.partd.ByteSize;
import java.io.IOException;
import java.util.Arrays;

/**
 * How large a piece a codec takes and gives. A few bytes can claim, or become, gigabytes; a codec asks its bound before
 * it takes memory for them. Immutable.
 */
public final class Bound {

    /** 1 GiB, the largest piece that a {@link ByteCodec} is given to encode. */
    public static final Bound DEFAULT = new Bound(1 << 30);

    private static final int LARGEST = Integer.MAX_VALUE - 9;

    private final int bytes;

    private Bound(int bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns a bound.
     *
     * @param most the largest piece; what is larger than an array can be, 2 GiB less 10 bytes, is taken as that
     */
    public static Bound of(ByteSize most) {
        return new Bound((int) Math.min(most.bytes(), LARGEST));
    }

    /**
     * Checks the length of a piece, before memory is taken for it.
     *
     * @return the length
     * @throws IOException if it is over the bound, or negative
     */
    public int check(long length) throws IOException {
        if (length < 0 || length > bytes) {
            throw new IOException("a piece of " + Long.toUnsignedString(length) + " bytes is over the bound of "
                    + ByteSize.of(bytes) + ", which atMost, or the option max, sets");
        }
        return (int) length;
    }

    /**
     * Checks the length that a payload claims for its piece, before memory is taken for it.
     *
     * @param claimed the length
     * @param compressed how many bytes the payload has
     * @param ratio how many bytes one compressed byte can become in this format, at most
     * @return the length
     * @throws IOException if it is over the bound, or more than so many compressed bytes can become
     */
    public int check(long claimed, int compressed, int ratio) throws IOException {
        int length = check(claimed);
        if (length > (long) compressed * ratio) {
            throw new IOException(
                    "claims a piece of " + length + " bytes, which its " + compressed + " bytes cannot become");
        }
        return length;
    }

    /** Returns an array for a piece of unknown length, of the length guessed or less. */
    public byte[] room(long guess) {
        return new byte[(int) Math.min(Math.max(guess, 1), bytes + 1L)];
    }

    /**
     * Returns a longer array with the same bytes, for a piece that did not fit into {@code full}. The longest is one
     * byte over the bound, so that a piece that just fits can be seen to end.
     *
     * @throws IOException if {@code full} is over the bound already
     */
    public byte[] grown(byte[] full) throws IOException {
        if (full.length > bytes) {
            throw new IOException("a piece of " + full.length + " bytes or more is over the bound of "
                    + ByteSize.of(bytes) + ", which atMost, or the option max, sets");
        }
        return Arrays.copyOf(full, (int) Math.min(bytes + 1L, 2L * full.length));
    }

    /** Returns the piece that lies at the start of an array. */
    public byte[] piece(byte[] out, int length) throws IOException {
        check(length);
        return length == out.length ? out : Arrays.copyOf(out, length);
    }

    /** Returns the bound as a size: {@code 1g}. */
    @Override
    public String toString() {
        return ByteSize.of(bytes).toString();
    }
}
