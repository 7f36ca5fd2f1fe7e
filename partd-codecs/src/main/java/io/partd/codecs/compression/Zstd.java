package io.partd.codecs.compression;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import io.partd.ByteSize;
import io.partd.NativeLibrary;
import io.partd.codec.ByteCodec;
import io.partd.codec.SizeLimit;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Compresses with Zstandard. Python's partd has no such encoding; the payload is one frame as the {@code zstd} command
 * writes and reads it (RFC 8878), with the length of the piece before and a checksum after it, and without a
 * dictionary. Frames without either are read too. Immutable and thread-safe.
 */
public final class Zstd implements ByteCodec {

    static final NativeLibrary LIBRARY = NativeLibrary.of("zstd-jni", Native::load);

    private static final int DEFAULT_LEVEL = 3;
    private static final int HIGHEST_LEVEL = 22;
    private static final Zstd CODEC = new Zstd(DEFAULT_LEVEL, SizeLimit.DEFAULT);

    /** A block of 128 KiB that repeats one byte takes four. */
    private static final int BEST_RATIO = (128 << 10) / 4;

    private static final byte[] MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final int LENGTH_UNKNOWN = -1;
    private static final int FIRST_ROOM = 64 << 10;

    private final int level;
    private final SizeLimit limit;

    private Zstd(int level, SizeLimit limit) {
        this.level = level;
        this.limit = limit;
    }

    /** Returns the codec at level 3, for pieces of up to 1 GiB. */
    public static Zstd codec() {
        return CODEC;
    }

    /**
     * Returns the codec at a level, for pieces of up to 1 GiB.
     *
     * @param level from 1, the fastest, to 22, the smallest
     * @throws IllegalArgumentException if there is no such level
     */
    public static Zstd level(int level) {
        if (level < 1 || level > HIGHEST_LEVEL) {
            throw new IllegalArgumentException("zstd level " + level + "; there are 1 to " + HIGHEST_LEVEL);
        }
        return new Zstd(level, SizeLimit.DEFAULT);
    }

    /** Returns the codec with another limit: larger pieces are refused, when encoded and when decoded. */
    public Zstd atMost(ByteSize most) {
        return new Zstd(level, SizeLimit.of(most));
    }

    @Override
    public byte[] encode(byte[] bytes) throws IOException {
        limit.check(bytes.length);
        LIBRARY.load();
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            return context.setLevel(level).setChecksum(true).compress(bytes);
        } catch (ZstdException e) {
            throw new IOException("zstd: " + e.getMessage(), e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The payload must be one whole frame and nothing after it.
     */
    @Override
    public byte[] decode(byte[] payload) throws IOException {
        LIBRARY.load();
        try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
            requireOneFrame(payload);
            long claimed = com.github.luben.zstd.Zstd.getFrameContentSize(payload);
            return claimed == LENGTH_UNKNOWN
                    ? grow(context, payload)
                    : known(context, payload, limit.check(claimed, payload.length, BEST_RATIO));
        } catch (ZstdException e) {
            throw new IOException("no zstd frame: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("zstd");
    }

    @Override
    public String toString() {
        return "Zstd";
    }

    private static void requireOneFrame(byte[] payload) throws IOException {
        if (!Arrays.equals(payload, 0, Math.min(payload.length, MAGIC.length), MAGIC, 0, MAGIC.length)) {
            throw new IOException("no zstd frame: it begins with other bytes than 28 b5 2f fd");
        }
        long frame = com.github.luben.zstd.Zstd.findFrameCompressedSize(payload);
        if (com.github.luben.zstd.Zstd.isError(frame)) {
            throw new IOException("no zstd frame: " + com.github.luben.zstd.Zstd.getErrorName(frame));
        }
        if (frame != payload.length) {
            throw new IOException("zstd frame ends after " + frame + " of " + payload.length + " bytes");
        }
    }

    private static byte[] known(ZstdDecompressCtx context, byte[] payload, int length) throws IOException {
        byte[] piece = new byte[length];
        int count = context.decompress(piece, payload);
        if (count != length) {
            throw new IOException("no zstd frame: it claims " + length + " bytes and has " + count);
        }
        return piece;
    }

    /** Tries longer and longer arrays. A stream would need less time, and memory for as much as the frame asks for. */
    private byte[] grow(ZstdDecompressCtx context, byte[] payload) throws IOException {
        byte[] out = limit.allocate(Math.max(FIRST_ROOM, 4L * payload.length));
        while (true) {
            try {
                return limit.trim(out, context.decompress(out, payload));
            } catch (ZstdException e) {
                if (e.getErrorCode() != com.github.luben.zstd.Zstd.errDstSizeTooSmall()) {
                    throw e;
                }
                out = limit.grow(out);
            }
        }
    }
}
