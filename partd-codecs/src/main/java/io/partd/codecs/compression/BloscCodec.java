package io.partd.codecs.compression;

import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** The codecs inside a Blosc buffer. */
enum BloscCodec {
    BLOSCLZ(256) {
        @Override
        int decode(byte[] in, int from, int count, byte[] out, int at, int room) throws IOException {
            return new BloscLz(in, from, from + count).decode(out, at, at + room);
        }
    },

    /** High compression (lz4hc) is the same format. */
    LZ4(256) {
        @Override
        int decode(byte[] in, int from, int count, byte[] out, int at, int room) throws IOException {
            try {
                return DECOMPRESSOR.decompress(in, from, count, out, at, room);
            } catch (LZ4Exception e) {
                throw new IOException("no lz4 block: " + e.getMessage(), e);
            }
        }
    },

    SNAPPY(22) {
        @Override
        int decode(byte[] in, int from, int count, byte[] out, int at, int room) throws IOException {
            long claimed = Snappy.claimedLength(in, from, from + count);
            if (claimed != room) {
                throw new IOException("no snappy block: it claims " + claimed + " bytes");
            }
            Snappy.LIBRARY.load();
            return org.xerial.snappy.Snappy.uncompress(in, from, count, out, at);
        }
    },

    ZLIB(1032) {
        @Override
        int decode(byte[] in, int from, int count, byte[] out, int at, int room) throws IOException {
            Inflater inflater = new Inflater();
            try {
                inflater.setInput(in, from, count);
                int length = inflater.inflate(out, at, room);
                if (!inflater.finished() && length == room) {
                    length += inflater.inflate(new byte[1]);
                }
                if (!inflater.finished()) {
                    throw new IOException("no zlib stream: it does not end");
                }
                return length;
            } catch (DataFormatException e) {
                throw new IOException("no zlib stream: " + e.getMessage(), e);
            } finally {
                inflater.end();
            }
        }
    },

    ZSTD(32768) {
        @Override
        int decode(byte[] in, int from, int count, byte[] out, int at, int room) throws IOException {
            Zstd.LIBRARY.load();
            try {
                return (int) com.github.luben.zstd.Zstd.decompressByteArray(out, at, room, in, from, count);
            } catch (ZstdException e) {
                throw new IOException("no zstd frame: " + e.getMessage(), e);
            }
        }
    };

    /** The codecs by their numbers, from 0. */
    static final List<BloscCodec> NUMBERED = List.of(BLOSCLZ, LZ4, SNAPPY, ZLIB, ZSTD);

    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.fastestInstance().safeDecompressor();

    private final int bestRatio;

    BloscCodec(int bestRatio) {
        this.bestRatio = bestRatio;
    }

    /** How many bytes one compressed byte becomes, at most. */
    int bestRatio() {
        return bestRatio;
    }

    /**
     * Decodes one part.
     *
     * @param room how many bytes it must become
     * @return how many bytes it became
     */
    abstract int decode(byte[] in, int from, int count, byte[] out, int at, int room) throws IOException;
}
