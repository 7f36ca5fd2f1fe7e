package io.partd.codecs.compression;

import io.partd.ByteSize;
import io.partd.NativeLibrary;
import io.partd.codec.ByteCodec;
import io.partd.codec.SizeLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Compresses with Snappy: Python partd's {@code Snappy}, readable and writable from either language. The payload is one
 * block of the <a href="https://github.com/google/snappy/blob/main/format_description.txt">raw format</a>, which begins
 * with the length of the piece and has no checksum; what {@code python-snappy} makes with {@code compress}, not the
 * framed format of files. There are no levels; a piece is compressed in parts of 64 KiB. Immutable and thread-safe.
 */
public final class Snappy implements ByteCodec {

    static final NativeLibrary LIBRARY = NativeLibrary.of("snappy-java", Snappy::loadLibrary);

    private static final Snappy CODEC = new Snappy(SizeLimit.DEFAULT);

    /** A copy of 64 bytes takes three. */
    private static final int BEST_RATIO = 22;

    private final SizeLimit limit;

    private Snappy(SizeLimit limit) {
        this.limit = limit;
    }

    /** Returns the codec, for pieces of up to 1 GiB. */
    public static Snappy codec() {
        return CODEC;
    }

    /** Returns the codec with another limit: larger pieces are refused, when encoded and when decoded. */
    public Snappy atMost(ByteSize most) {
        return new Snappy(SizeLimit.of(most));
    }

    @Override
    public byte[] encode(byte[] bytes) throws IOException {
        limit.check(bytes.length);
        LIBRARY.load();
        return org.xerial.snappy.Snappy.compress(bytes);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The payload must be one whole block and nothing after it.
     */
    @Override
    public byte[] decode(byte[] payload) throws IOException {
        LIBRARY.load();
        byte[] piece = new byte[limit.check(claimedLength(payload, 0, payload.length), payload.length, BEST_RATIO)];
        int length;
        try {
            length = org.xerial.snappy.Snappy.uncompress(payload, 0, payload.length, piece, 0);
        } catch (IOException e) {
            throw new IOException("no snappy block: " + e.getMessage(), e);
        }
        if (length != piece.length) {
            throw new IOException("no snappy block: it claims " + piece.length + " bytes and has " + length);
        }
        return piece;
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("snappy");
    }

    @Override
    public String toString() {
        return "Snappy";
    }

    /** Loads it. The library prints a stack trace if it cannot write the file, so that is looked at before. */
    private static void loadLibrary() {
        String directory = System.getProperty("org.xerial.snappy.tempdir", System.getProperty("java.io.tmpdir"));
        if (!Files.isWritable(Path.of(directory))) {
            throw new UnsatisfiedLinkError(directory + " cannot be written");
        }
        org.xerial.snappy.Snappy.getNativeLibraryVersion();
    }

    /** Reads the length that a block begins with: seven bits a byte, the lowest first, up to 2^32-1. */
    static long claimedLength(byte[] in, int from, int end) throws IOException {
        long length = 0;
        for (int i = 0; i < Math.min(end - from, 5); i++) {
            int next = in[from + i];
            length |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                return length;
            }
        }
        throw new IOException("no snappy block: its " + (end - from) + " bytes do not begin with a length");
    }
}
