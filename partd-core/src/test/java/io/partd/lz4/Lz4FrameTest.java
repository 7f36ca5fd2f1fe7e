package io.partd.lz4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.codec.SizeLimit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream.BlockSize;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream.Parameters;
import org.junit.jupiter.api.Test;

/** Frames that Commons Compress writes, with and without blocks that refer to those before them. */
class Lz4FrameTest {

    private static byte[] frame(byte[] bytes, BlockSize size, boolean checksums, boolean dependent) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Parameters parameters = new Parameters(
                size,
                checksums,
                checksums,
                dependent,
                BlockLZ4CompressorOutputStream.createParameterBuilder().build());
        try (OutputStream lz4 = new FramedLZ4CompressorOutputStream(out, parameters)) {
            lz4.write(bytes);
        }
        return out.toByteArray();
    }

    /** Zeros, noise, and words, which are repeated from near and far. */
    private static List<byte[]> pieces(int length) {
        byte[] noise = new byte[length];
        Random random = new Random(length);
        random.nextBytes(noise);
        StringBuilder words = new StringBuilder();
        while (words.length() < length) {
            words.append("word ").append(random.nextInt(3000)).append("\n".repeat(random.nextInt(40)));
        }
        byte[] text = words.substring(0, length).getBytes(StandardCharsets.US_ASCII);
        return List.of(new byte[length], noise, text);
    }

    @Test
    void blocksMayReferToThoseBefore() throws IOException {
        for (int length : new int[] {0, 1, 20, 65_536, 65_541}) {
            for (byte[] piece : pieces(length)) {
                for (boolean dependent : new boolean[] {true, false}) {
                    byte[] frame = frame(piece, BlockSize.K64, dependent, dependent);
                    assertThat(Lz4Frame.decompress(frame, length)).isEqualTo(piece);
                    assertThat(Lz4Frame.decompress(frame, SizeLimit.DEFAULT)).isEqualTo(piece);
                }
            }
        }
        // Commons Compress writes larger blocks that refer to others wrongly.
        byte[] text = pieces(270_000).get(2);
        assertThat(Lz4Frame.decompress(frame(text, BlockSize.K256, false, false), text.length))
                .isEqualTo(text);
        assertThat(Lz4Frame.decompress(frame(text, BlockSize.M4, true, false), text.length))
                .isEqualTo(text);
    }

    @Test
    void whatIsChangedOrCutOffIsRefused() throws IOException {
        byte[] piece = pieces(66_000).get(2);
        byte[] frame = frame(piece, BlockSize.K64, true, true);
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            byte[] changed = frame.clone();
            changed[i < 100 ? i % 30 : random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> Lz4Frame.decompress(changed, piece.length)).isInstanceOf(IOException.class);
            byte[] cut = Arrays.copyOf(frame, random.nextInt(frame.length));
            assertThatThrownBy(() -> Lz4Frame.decompress(cut, piece.length)).isInstanceOf(IOException.class);
        }
        for (int more : new int[] {-66_000, -1, 1, 70_000}) {
            assertThatThrownBy(() -> Lz4Frame.decompress(frame, piece.length + more))
                    .isInstanceOf(IOException.class);
        }
        byte[] longer = Arrays.copyOf(frame, frame.length + 1);
        assertThatThrownBy(() -> Lz4Frame.decompress(longer, piece.length))
                .hasMessage("lz4 frame ends after " + frame.length + " of " + longer.length + " bytes");
    }

    /** Without checksums a change may go unseen, and does no harm. */
    @Test
    void changesWithoutChecksumsDoNoHarm() throws IOException {
        byte[] piece = pieces(140_000).get(2);
        byte[] frame = frame(piece, BlockSize.K64, false, true);
        Random random = new Random(2);
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            byte[] changed = frame.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                changed[7 + random.nextInt(frame.length - 7)] = (byte) random.nextInt();
            }
            try {
                lengths.add(Lz4Frame.decompress(changed, piece.length).length);
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(lengths).isNotEmpty().containsOnly(piece.length);
    }
}
