package io.partd.parquet.compression;

import io.partd.CorruptDataException;
import io.partd.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xerial.snappy.Snappy;

/** Pages in Snappy's raw format. */
final class SnappyPages implements PageCodec {

    /** A copy takes two bytes for eleven, or three for 64. */
    private static final int RATIO = 22;

    private static final NativeLibrary LIBRARY = NativeLibrary.of("snappy-java", SnappyPages::loadLibrary);

    SnappyPages() {
        LIBRARY.load();
    }

    /** Loads it. The library prints a stack trace if it cannot write the file, so that is looked at before. */
    private static void loadLibrary() {
        String directory = System.getProperty("org.xerial.snappy.tempdir", System.getProperty("java.io.tmpdir"));
        if (!Files.isWritable(Path.of(directory))) {
            throw new UnsatisfiedLinkError(directory + " cannot be written");
        }
        Snappy.getNativeLibraryVersion();
    }

    @Override
    public long atMost(byte[] in, int from, int length) throws CorruptDataException {
        return Math.min(lengthOf(in, from, length), (long) RATIO * length);
    }

    private static int lengthOf(byte[] in, int from, int length) throws CorruptDataException {
        try {
            return Snappy.uncompressedLength(in, from, length);
        } catch (IOException e) {
            throw new CorruptDataException("not compressed with Snappy", e);
        }
    }

    @Override
    public void decompress(byte[] in, int from, int length, byte[] out, int size) throws CorruptDataException {
        int actual = lengthOf(in, from, length);
        if (actual != size) {
            throw PageCodec.otherSize(actual, size);
        }
        try {
            Snappy.uncompress(in, from, length, out, 0);
        } catch (IOException e) {
            throw new CorruptDataException("Snappy cannot decompress it", e);
        }
    }

    @Override
    public int bound(int length) {
        return Snappy.maxCompressedLength(length);
    }

    @Override
    public int compress(byte[] in, int length, byte[] out) throws IOException {
        return Snappy.compress(in, 0, length, out, 0);
    }
}
