package io.partd.codecs.compression;

import io.partd.ByteSize;
import io.partd.codec.ByteCodec;
import io.partd.codec.ByteCodecContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Nested;

/** The contract of compression, for each codec; bombs and lies are made with the formats' own tools. */
final class CodecContractTest {

    private static final int GIGABYTE = 1 << 30;

    @Nested
    final class OfBz2 extends ByteCodecContract {

        @Override
        protected ByteCodec codec() {
            return Bz2.codec();
        }

        @Override
        protected String name() {
            return "bz2";
        }

        @Override
        protected ByteCodec atMost(ByteSize most) {
            return Bz2.codec().atMost(most);
        }

        @Override
        protected boolean hasChecksum() {
            return true;
        }

        @Override
        protected Map<String, byte[]> bombs() throws IOException {
            byte[] zeros = Bz2.codec().encode(new byte[10 << 20]);
            return Map.of("zeros", zeros, "many streams", repeated(Bz2.codec().encode(new byte[100_000]), 100));
        }

        /** A stream does not say how long it is. */
        @Override
        protected Map<String, byte[]> lies() {
            return Map.of();
        }

        /** Four times a block of 900,000 bytes, and some. */
        @Override
        protected long workspace() {
            return 8 << 20;
        }

        @Override
        protected int[] borders() {
            return new int[] {79_999, 100_000, 900_000, 2_000_000};
        }
    }

    @Nested
    final class OfSnappy extends ByteCodecContract {

        @Override
        protected ByteCodec codec() {
            return Snappy.codec();
        }

        @Override
        protected String name() {
            return "snappy";
        }

        @Override
        protected ByteCodec atMost(ByteSize most) {
            return Snappy.codec().atMost(most);
        }

        @Override
        protected boolean hasChecksum() {
            return false;
        }

        @Override
        protected Map<String, byte[]> bombs() throws IOException {
            return Map.of("claim of 256 MiB", Arrays.copyOf(hex("80808080 01"), 10_000));
        }

        @Override
        protected Map<String, byte[]> lies() {
            return Map.of(
                    "1 GiB", Arrays.copyOf(hex("80808080 04"), 10_000),
                    "4 GiB", hex("ffffffff 0f 00 61"),
                    "more than can be said", hex("ffffffff ff ff ff"));
        }

        @Override
        protected int[] borders() {
            return new int[] {60_000, 65_536, 131_072, 1 << 20, 5_000_000};
        }
    }

    @Nested
    final class OfZstd extends ByteCodecContract {

        @Override
        protected ByteCodec codec() {
            return Zstd.codec();
        }

        @Override
        protected String name() {
            return "zstd";
        }

        @Override
        protected ByteCodec atMost(ByteSize most) {
            return Zstd.codec().atMost(most);
        }

        @Override
        protected boolean hasChecksum() {
            return true;
        }

        @Override
        protected Map<String, byte[]> bombs() throws IOException {
            return Map.of(
                    "zeros", Zstd.codec().encode(new byte[100 << 20]),
                    "length not said", withoutLength(new byte[100 << 20]));
        }

        private byte[] withoutLength(byte[] bytes) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream stream = new com.github.luben.zstd.ZstdOutputStream(out)) {
                stream.write(bytes);
            }
            return out.toByteArray();
        }

        /** A frame with no more in it than one block of one byte. */
        @Override
        protected Map<String, byte[]> lies() {
            return Map.of(
                    "1 GiB", hex("28b52ffd a0 00000040 090000 61"),
                    "16 EiB", hex("28b52ffd e0 f0ffffffffffffff 090000 61"));
        }

        @Override
        protected int[] borders() {
            return new int[] {65_792, 131_072, 262_144, 1 << 20, 5_000_000};
        }
    }

    @Nested
    final class OfLz4 extends ByteCodecContract {

        @Override
        protected ByteCodec codec() {
            return Lz4.codec();
        }

        @Override
        protected String name() {
            return "lz4";
        }

        @Override
        protected ByteCodec atMost(ByteSize most) {
            return Lz4.codec().atMost(most);
        }

        @Override
        protected boolean hasChecksum() {
            return true;
        }

        @Override
        protected Map<String, byte[]> bombs() throws IOException {
            return Map.of("zeros", Lz4.codec().encode(new byte[4 << 20]), "length not said", withoutLength());
        }

        private byte[] withoutLength() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream stream = new LZ4FrameOutputStream(out)) {
                stream.write(new byte[4 << 20]);
            }
            return out.toByteArray();
        }

        @Override
        protected Map<String, byte[]> lies() {
            return Map.of(
                    "1 GiB", Arrays.copyOf(header(GIGABYTE), 10_000), "16 EiB", Arrays.copyOf(header(-1), 10_000));
        }

        /** Says that blocks are independent and have up to 4 MiB, and how long they are together. */
        private byte[] header(long length) {
            ByteBuffer out = ByteBuffer.allocate(15).order(ByteOrder.LITTLE_ENDIAN);
            out.putInt(0x184D2204).put((byte) 0x68).put((byte) 0x70).putLong(length);
            return out.put((byte) (XXHashFactory.fastestInstance().hash32().hash(out.array(), 4, 10, 0) >> 8))
                    .array();
        }

        /** A block of 4 MiB, if the frame does not say its length. */
        @Override
        protected long workspace() {
            return 5 << 20;
        }

        @Override
        protected int[] borders() {
            return new int[] {65_536, 262_144, 1 << 20, 4 << 20, 5_000_000, 8 << 20};
        }
    }

    @Nested
    final class OfBlosc extends ByteCodecContract {

        @Override
        protected ByteCodec codec() {
            return Blosc.codec();
        }

        @Override
        protected String name() {
            return "blosc";
        }

        @Override
        protected ByteCodec atMost(ByteSize most) {
            return Blosc.codec().atMost(most);
        }

        @Override
        protected boolean hasChecksum() {
            return false;
        }

        @Override
        protected Map<String, byte[]> bombs() throws IOException {
            return Map.of("zeros", Blosc.codec().encode(new byte[2 << 20]));
        }

        @Override
        protected Map<String, byte[]> lies() {
            return Map.of(
                    "1 GiB", lie(0x21, GIGABYTE, GIGABYTE),
                    "1 GiB of small blocks", lie(0x21, GIGABYTE, 1),
                    "1 GiB, not compressed", lie(0x02, GIGABYTE, GIGABYTE),
                    "2 GiB", lie(0x21, Integer.MAX_VALUE, 1 << 20),
                    "less than nothing", lie(0x21, -1, 1 << 20));
        }

        private byte[] lie(int flags, int length, int blocksize) {
            byte[] payload = new byte[10_000];
            new BloscHeader(flags, 8, length, blocksize).put(payload, payload.length);
            return payload;
        }

        @Override
        protected int[] borders() {
            return new int[] {1024, 65_536, 262_144, 2 * 262_144, 1 << 20, 5_000_000};
        }
    }

    private static byte[] repeated(byte[] bytes, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
