package io.partd.parquet.compression;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import io.partd.CorruptDataException;
import io.partd.NativeLibrary;
import org.jspecify.annotations.Nullable;

/** Pages as Zstandard frames, one or several each, written as one. */
final class ZstdPages implements PageCodec {

    /** A block of 128 KiB takes four bytes, if all are the same. */
    private static final int RATIO = 1 << 15;

    private static final NativeLibrary LIBRARY = NativeLibrary.of("zstd-jni", Native::load);

    private final int level;
    private @Nullable ZstdDecompressCtx decompressing;
    private @Nullable ZstdCompressCtx compressing;

    ZstdPages(int level) {
        this.level = level;
        LIBRARY.load();
    }

    @Override
    public long atMost(byte[] in, int from, int length) {
        long most = 0;
        int at = from;
        int left = length;
        while (left > 0) {
            long frame = Zstd.findFrameCompressedSize(in, at, left);
            if (Zstd.isError(frame) || frame < 1 || frame > left) {
                return most + (long) RATIO * left;
            }
            long claimed = Zstd.getFrameContentSize(in, at, (int) frame);
            most += claimed < 0 ? RATIO * frame : Math.min(claimed, RATIO * frame);
            at += (int) frame;
            left -= (int) frame;
        }
        return most;
    }

    @Override
    public void decompress(byte[] in, int from, int length, byte[] out, int size) throws CorruptDataException {
        if (decompressing == null) {
            decompressing = new ZstdDecompressCtx();
        }
        try {
            int actual = decompressing.decompressByteArray(out, 0, size, in, from, length);
            if (actual != size) {
                throw PageCodec.otherSize(actual, size);
            }
        } catch (ZstdException e) {
            throw new CorruptDataException("Zstandard cannot decompress it: " + e.getMessage(), e);
        }
    }

    @Override
    public int bound(int length) {
        return Math.toIntExact(Zstd.compressBound(length));
    }

    @Override
    public int compress(byte[] in, int length, byte[] out) {
        if (compressing == null) {
            compressing = new ZstdCompressCtx().setLevel(level);
        }
        return compressing.compressByteArray(out, 0, out.length, in, 0, length);
    }

    @Override
    public void close() {
        if (decompressing != null) {
            decompressing.close();
        }
        if (compressing != null) {
            compressing.close();
        }
    }
}
