package io.partd.arrow.ipc;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.Native;
import io.partd.NativeLibrary;
import io.partd.lz4.Lz4Frame;
import java.io.IOException;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/** The compression of the buffers of a body. */
enum BodyCompression {
    /** A byte of a match's length stands for 255 bytes. */
    LZ4_FRAME(256) {
        @Override
        void decompress(ArrowBuf from, ArrowBuf to) throws IOException {
            byte[] frame = new byte[Math.toIntExact(from.capacity())];
            from.getBytes(0, frame);
            to.setBytes(0, Lz4Frame.decompress(frame, (int) to.capacity()));
        }
    },

    /** A block that repeats one byte has 4 bytes and becomes 128 KiB. */
    ZSTD((128 << 10) / 4) {
        @Override
        void decompress(ArrowBuf from, ArrowBuf to) throws IOException {
            LIBRARY.load();
            long length =
                    Zstd.decompressUnsafe(to.memoryAddress(), to.capacity(), from.memoryAddress(), from.capacity());
            if (Zstd.isError(length)) {
                throw new IOException(Zstd.getErrorName(length));
            }
            if (length != to.capacity()) {
                throw new IOException("it becomes " + length + " bytes");
            }
        }
    };

    private static final NativeLibrary LIBRARY = NativeLibrary.of("zstd-jni", Native::load);

    private final int bestRatio;

    BodyCompression(int bestRatio) {
        this.bestRatio = bestRatio;
    }

    /** Returns what a message says, or null if it says nothing. */
    static @Nullable BodyCompression of(org.apache.arrow.flatbuf.@Nullable BodyCompression said)
            throws MalformedException {
        if (said == null) {
            return null;
        }
        if (said.method() == BodyCompressionMethod.BUFFER) {
            switch (said.codec()) {
                case CompressionType.LZ4_FRAME -> {
                    return LZ4_FRAME;
                }
                case CompressionType.ZSTD -> {
                    return ZSTD;
                }
                default -> {}
            }
        }
        throw new MalformedException("compression " + said.codec() + " by method " + said.method()
                + "; LZ4 frames, 0, and Zstandard, 1, of buffers, 0, are read");
    }

    /** Returns how many bytes one compressed byte becomes, at most. */
    long bestRatio() {
        return bestRatio;
    }

    /**
     * Decompresses a buffer.
     *
     * @param to has the length that it must become
     */
    abstract void decompress(ArrowBuf from, ArrowBuf to) throws IOException;
}
