package io.partd.arrow.ipc;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.Native;
import io.partd.NativeLibrary;
import io.partd.lz4.Lz4Frame;
import java.io.IOException;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowBodyCompression;
import org.jspecify.annotations.Nullable;

/** The compression of the buffers of a body. */
public enum BodyCompression {
    /** A byte of a match's length stands for 255 bytes. */
    LZ4_FRAME(256, CompressionType.LZ4_FRAME, 1, 12) {
        @Override
        ArrowBuf compress(ArrowBuf from, int level, BufferAllocator allocator) {
            byte[] plain = new byte[Math.toIntExact(from.readableBytes())];
            from.getBytes(from.readerIndex(), plain);
            byte[] frame = Lz4Frame.compress(plain, level);
            ArrowBuf to = prefixed(from, frame.length, allocator);
            to.setBytes(PREFIX, frame);
            return to.writerIndex(PREFIX + frame.length);
        }

        @Override
        void decompress(ArrowBuf from, ArrowBuf to) throws IOException {
            byte[] frame = new byte[Math.toIntExact(from.capacity())];
            from.getBytes(0, frame);
            to.setBytes(0, Lz4Frame.decompress(frame, (int) to.capacity()));
        }
    },

    /** A block that repeats one byte has 4 bytes and becomes 128 KiB. */
    ZSTD((128 << 10) / 4, CompressionType.ZSTD, 3, 22) {
        @Override
        ArrowBuf compress(ArrowBuf from, int level, BufferAllocator allocator) {
            LIBRARY.load();
            ArrowBuf to = prefixed(from, Zstd.compressBound(from.readableBytes()), allocator);
            long length = Zstd.compressUnsafe(
                    to.memoryAddress() + PREFIX,
                    to.capacity() - PREFIX,
                    from.memoryAddress() + from.readerIndex(),
                    from.readableBytes(),
                    level);
            if (Zstd.isError(length)) {
                to.close();
                throw new IllegalStateException(Zstd.getErrorName(length));
            }
            return to.writerIndex(PREFIX + length);
        }

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

    /** The length of what says how many bytes a buffer becomes. */
    private static final int PREFIX = Long.BYTES;

    private final int bestRatio;
    private final byte type;
    private final int usual;
    private final int highest;

    BodyCompression(int bestRatio, byte type, int usual, int highest) {
        this.bestRatio = bestRatio;
        this.type = type;
        this.usual = usual;
        this.highest = highest;
    }

    /** Returns the level that is usual; the lowest one is 1. */
    public int usualLevel() {
        return usual;
    }

    /** Returns the highest level. */
    public int highestLevel() {
        return highest;
    }

    /** Returns what a message says of it. */
    ArrowBodyCompression said() {
        return new ArrowBodyCompression(type, BodyCompressionMethod.BUFFER);
    }

    private static ArrowBuf prefixed(ArrowBuf from, long room, BufferAllocator allocator) {
        ArrowBuf to = allocator.buffer(PREFIX + room);
        to.setLong(0, from.readableBytes());
        return to;
    }

    /** Compresses what a buffer has to read, to one that is to be closed, with the length before it. */
    abstract ArrowBuf compress(ArrowBuf from, int level, BufferAllocator allocator);

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
