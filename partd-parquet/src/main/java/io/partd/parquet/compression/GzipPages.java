package io.partd.parquet.compression;

import io.partd.CorruptDataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Pages as gzip files. */
final class GzipPages implements PageCodec {

    private static final int BUFFER = 8192;
    private static final int RATIO = 1040;

    private final int level;

    GzipPages(int level) {
        this.level = level;
    }

    private static final class Compressor extends GZIPOutputStream {

        Compressor(ByteArrayOutputStream out, int level) throws IOException {
            super(out, BUFFER);
            def.setLevel(level);
        }
    }

    @Override
    public long atMost(byte[] in, int from, int length) {
        return (long) RATIO * length;
    }

    @Override
    public void decompress(byte[] in, int from, int length, byte[] out, int size) throws CorruptDataException {
        try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(in, from, length), BUFFER)) {
            int actual = unzipped.readNBytes(out, 0, size);
            if (actual != size) {
                throw PageCodec.otherSize(actual, size);
            }
            if (unzipped.read() >= 0) {
                throw new CorruptDataException("a page is more than the " + size + " bytes that it claims");
            }
        } catch (CorruptDataException e) {
            throw e;
        } catch (IOException e) {
            throw new CorruptDataException("gzip cannot decompress it: " + e.getMessage(), e);
        }
    }

    @Override
    public int bound(int length) {
        return Math.toIntExact(length + length / 1000L + 64);
    }

    @Override
    public int compress(byte[] in, int length, byte[] out) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(length / 2 + 64);
        try (GZIPOutputStream zip = new Compressor(packed, level)) {
            zip.write(in, 0, length);
        }
        byte[] bytes = packed.toByteArray();
        System.arraycopy(bytes, 0, out, 0, bytes.length);
        return bytes.length;
    }
}
