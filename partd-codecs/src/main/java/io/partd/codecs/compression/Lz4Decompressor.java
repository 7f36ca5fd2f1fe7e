package io.partd.codecs.compression;

import io.partd.shuffle.Decompressor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/**
 * Decompresses text that the {@code lz4} command has compressed, for a shuffle: any number of frames. lz4-java reads
 * frames of independent blocks, as the command writes them. Commons Compress is slower, and reads the others, as
 * {@code lz4.frame} in Python writes them.
 */
public final class Lz4Decompressor implements Decompressor {

    private static final int MAGIC = 0x04224d18;
    private static final int INDEPENDENT = 0x20;

    /** Makes the decompressor. */
    public Lz4Decompressor() {}

    @Override
    public String format() {
        return "lz4";
    }

    @Override
    public boolean recognizes(ByteBuffer start) {
        return start.getInt(0) == MAGIC;
    }

    @Override
    public InputStream open(InputStream compressed) throws IOException {
        return new Frames(new BufferedInputStream(compressed));
    }

    /** Frames, one after the other. Commons Compress would miss where some second frame is cut off. */
    private static final class Frames extends InputStream {

        private final InputStream in;
        private InputStream frame;

        Frames(InputStream in) throws IOException {
            this.in = in;
            frame = next();
        }

        private InputStream next() throws IOException {
            in.mark(START);
            byte[] start = in.readNBytes(Integer.BYTES + 1);
            in.reset();
            boolean linked = start.length > Integer.BYTES
                    && ByteBuffer.wrap(start).getInt() == MAGIC
                    && (start[Integer.BYTES] & INDEPENDENT) == 0;
            return linked
                    ? new FramedLZ4CompressorInputStream(in, false)
                    : new LZ4FrameInputStream(
                            in,
                            LZ4Factory.fastestInstance().safeDecompressor(),
                            XXHashFactory.fastestInstance().hash32(),
                            true);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            while (true) {
                int count = frame.read(bytes, from, length);
                if (count >= 0) {
                    return count;
                }
                in.mark(1);
                if (in.read() < 0) {
                    return -1;
                }
                in.reset();
                frame = next();
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
