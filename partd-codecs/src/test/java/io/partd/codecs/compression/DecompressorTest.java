package io.partd.codecs.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.partd.shuffle.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed text, as a shuffle's source finds decompressors for it. */
class DecompressorTest {

    private enum Format {
        GZIP("gzip"),
        ZSTD("zstd"),
        BZIP2("bzip2"),
        LZ4("lz4"),
        LZ4_LINKED("lz4");

        private final String name;

        Format(String name) {
            this.name = name;
        }

        byte[] compress(byte[] bytes) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out = open(packed)) {
                out.write(bytes);
            }
            return packed.toByteArray();
        }

        private OutputStream open(OutputStream out) throws IOException {
            return switch (this) {
                case GZIP -> new GZIPOutputStream(out);
                case ZSTD -> new ZstdOutputStream(out).setChecksum(true);
                case BZIP2 -> new BZip2CompressorOutputStream(out, 1);
                case LZ4 ->
                    new LZ4FrameOutputStream(
                            out,
                            LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB,
                            LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE,
                            LZ4FrameOutputStream.FLG.Bits.CONTENT_CHECKSUM);
                case LZ4_LINKED ->
                    new FramedLZ4CompressorOutputStream(
                            out,
                            new FramedLZ4CompressorOutputStream.Parameters(
                                    FramedLZ4CompressorOutputStream.BlockSize.K64,
                                    true,
                                    false,
                                    true,
                                    BlockLZ4CompressorOutputStream.createParameterBuilder()
                                            .build()));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsAllThatWasCompressedOneAfterTheOther(Format format) throws IOException {
        Random random = new Random(7);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int length : new int[] {10, 0, 1, 150_000, 70_000}) {
            byte[] text = letters(random, length);
            plain.writeBytes(text);
            packed.writeBytes(format.compress(text));
        }
        assertThat(decompressed(packed.toByteArray())).isEqualTo(plain.toByteArray());
    }

    @ParameterizedTest
    @EnumSource
    void isOfNoBytes(Format format) throws IOException {
        assertThat(decompressed(format.compress(new byte[0]))).isEmpty();
    }

    /**
     * A frame that is cut after its magic; but after the first of two whole ones, and there only, nothing is missing.
     */
    @ParameterizedTest
    @EnumSource
    void refusesDataThatEndsTooEarly(Format format) throws IOException {
        byte[] one = format.compress("some text, some text".getBytes(StandardCharsets.UTF_8));
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        for (int length = 11; length < two.length; length++) {
            byte[] cut = Arrays.copyOf(two, length);
            if (length == one.length) {
                assertThat(decompressed(cut)).hasSize(20);
            } else {
                assertThatThrownBy(() -> decompressed(cut))
                        .as("%d of %d bytes", length, two.length)
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("in: the " + format.name + " data ");
            }
        }
        byte[] large = format.compress(letters(new Random(1), 150_000));
        assertThatThrownBy(() -> decompressed(Arrays.copyOf(large, large.length / 2)))
                .hasMessage("in: the " + format.name + " data ends too early");
    }

    @ParameterizedTest
    @EnumSource
    void refusesGarbageBehindIt(Format format) throws IOException {
        byte[] packed = format.compress("some text, some text".getBytes(StandardCharsets.UTF_8));
        byte[] garbage = Arrays.copyOf(packed, packed.length + 30);
        Arrays.fill(garbage, packed.length, garbage.length, (byte) 'x');
        assertThatThrownBy(() -> decompressed(garbage))
                .hasMessageStartingWith("in: the " + format.name + " data is damaged: ");
    }

    @ParameterizedTest
    @EnumSource
    void refusesDamage(Format format) throws IOException {
        byte[] packed = format.compress(letters(new Random(3), 100_000));
        packed[packed.length / 2] ^= 0x10;
        assertThatThrownBy(() -> decompressed(packed)).hasMessageStartingWith("in: the " + format.name + " data ");
    }

    @Test
    void readsASkippableFrameBeforeZstd() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(HexFormat.of().parseHex("502a4d1803000000616263"));
        packed.writeBytes(Format.ZSTD.compress("text".getBytes(StandardCharsets.UTF_8)));
        assertThat(decompressed(packed.toByteArray())).isEqualTo("text".getBytes(StandardCharsets.UTF_8));
    }

    /** Text may begin as bzip2 does. */
    @Test
    void leavesOtherBytesAsTheyAre() throws IOException {
        for (String text : new String[] {"BZh91AY,v\n1,2\n", "BZh9", "(", "", "k,v\n"}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertThat(decompressed(bytes)).isEqualTo(bytes);
        }
    }

    private static byte[] letters(Random random, int length) {
        byte[] letters = new byte[length];
        for (int i = 0; i < length; i++) {
            letters[i] = (byte) random.nextInt(64);
        }
        return letters;
    }

    private static byte[] decompressed(byte[] packed) throws IOException {
        Source source = Source.of("in", () -> Channels.newChannel(new ByteArrayInputStream(packed)));
        try (InputStream in = Channels.newInputStream(source.decompressed().open())) {
            return in.readAllBytes();
        }
    }
}
