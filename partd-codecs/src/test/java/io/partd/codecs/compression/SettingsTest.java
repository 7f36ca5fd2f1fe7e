package io.partd.codecs.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.codec.ByteCodec;
import io.partd.codec.Codecs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.junit.jupiter.api.Test;

/** What can be set, and what others may set that we read. */
final class SettingsTest {

    private static final byte[] PIECE = numbers(1_000_000);

    @Test
    void everySettingIsReadByTheCodecWithoutIt() throws IOException {
        List<ByteCodec> settings = new ArrayList<>();
        for (int level = 1; level <= 9; level += 4) {
            settings.add(Bz2.level(level));
        }
        for (ByteCodec codec : settings) {
            assertThat(Bz2.codec().decode(codec.encode(PIECE))).isEqualTo(PIECE);
        }
        for (int level : new int[] {1, 3, 9, 22}) {
            assertThat(Zstd.codec().decode(Zstd.level(level).encode(PIECE))).isEqualTo(PIECE);
        }
    }

    @Test
    void settingsAreOptionsOfTheName() throws IOException {
        assertThat(encoded("bz2?level=1")).isEqualTo(Bz2.level(1).encode(PIECE)).isNotEqualTo(encoded("bz2"));
        assertThat(encoded("zstd?level=19&max=1g"))
                .isEqualTo(Zstd.level(19).encode(PIECE))
                .isNotEqualTo(encoded("zstd"));
        assertThat(encoded("blosc?typesize=4&shuffle=bits"))
                .isEqualTo(Blosc.codec().typesize(4).shuffle(BloscShuffle.BITS).encode(PIECE))
                .isNotEqualTo(encoded("blosc?typesize=4"))
                .isNotEqualTo(encoded("blosc?shuffle=bits"));
        assertThatThrownBy(() -> Codecs.named("zstd?level=23"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("23");
        assertThatThrownBy(() -> Codecs.named("blosc?shuffle=byte"))
                .hasMessage("option shuffle=byte in 'blosc?shuffle=byte' must be one of [none, bytes, bits]");
    }

    private static byte[] encoded(String codec) throws IOException {
        return ((ByteCodec) Codecs.named(codec)).encode(PIECE);
    }

    @Test
    void bloscOfEveryElementAndShuffle() throws IOException {
        Random random = new Random(1);
        for (BloscShuffle shuffle : BloscShuffle.values()) {
            for (int typesize = 1; typesize <= 40; typesize++) {
                for (int length : new int[] {0, 1, 127, 128, 129, 5_000, 64 * typesize, 40_000 + random.nextInt(9)}) {
                    byte[] piece = numbers(length);
                    byte[] payload =
                            Blosc.codec().typesize(typesize).shuffle(shuffle).encode(piece);
                    assertThat(payload.length).isLessThanOrEqualTo(length + 16);
                    assertThat(Blosc.codec().decode(payload))
                            .as("typesize %d, %s, %d bytes", typesize, shuffle, length)
                            .isEqualTo(piece);
                }
            }
            byte[] payload = Blosc.codec().typesize(255).shuffle(shuffle).encode(PIECE);
            assertThat(Blosc.codec().decode(payload)).isEqualTo(PIECE);
        }
    }

    @Test
    void higherLevelsAndShufflesMakeItSmaller() throws IOException {
        assertThat(length(Zstd.level(19))).isLessThan(length(Zstd.level(1)));
        assertThat(length(Bz2.codec())).isLessThan(length(Bz2.level(1)));
        assertThat(Blosc.codec().encode(PIECE))
                .hasSizeLessThan(Blosc.codec().shuffle(BloscShuffle.NONE).encode(PIECE).length * 3 / 4);
    }

    private static int length(ByteCodec codec) throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        while (text.length() < 1_000_000) {
            text.append("word")
                    .append((int) (1e5 * Math.pow(random.nextDouble(), 3)))
                    .append(' ');
        }
        return codec.encode(text.toString().getBytes(StandardCharsets.US_ASCII)).length;
    }

    @Test
    void whatThereIsNotIsRefused() {
        assertThatThrownBy(() -> Bz2.level(0)).hasMessage("bzip2 level 0; there are 1 to 9");
        assertThatThrownBy(() -> Bz2.level(10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Zstd.level(0)).hasMessage("zstd level 0; there are 1 to 22");
        assertThatThrownBy(() -> Zstd.level(23)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Blosc.codec().typesize(0)).hasMessage("blosc typesize 0; there are 1 to 255");
        assertThatThrownBy(() -> Blosc.codec().typesize(256)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aZstdFrameNeedNotSayItsLength() throws IOException {
        for (byte[] piece : List.of(new byte[0], new byte[10 << 20], numbers(3_000_000))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream stream = new com.github.luben.zstd.ZstdOutputStream(out)) {
                stream.write(piece);
            }
            long claimed = com.github.luben.zstd.Zstd.getFrameContentSize(out.toByteArray());
            assertThat(claimed).isEqualTo(piece.length == 0 ? 0 : -1);
            assertThat(Zstd.codec().decode(out.toByteArray())).isEqualTo(piece);
        }
    }

    @Test
    void anLz4FrameNeedNotSayItsLength() throws IOException {
        for (byte[] piece : List.of(new byte[0], new byte[10 << 20], numbers(3_000_000))) {
            for (BLOCKSIZE size : BLOCKSIZE.values()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (OutputStream stream =
                        new LZ4FrameOutputStream(out, size, FLG.Bits.BLOCK_CHECKSUM, FLG.Bits.BLOCK_INDEPENDENCE)) {
                    stream.write(piece);
                }
                assertThat(Lz4.codec().decode(out.toByteArray())).isEqualTo(piece);
            }
        }
    }

    @Test
    void readsSeveralBz2StreamsAsPythonDoes() throws IOException {
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.write(Bz2.codec().encode(new byte[] {1}));
        two.write(Bz2.codec().encode(new byte[] {2, 3}));
        assertThat(Bz2.codec().decode(two.toByteArray())).containsExactly(1, 2, 3);
    }

    @Test
    void complaintsSayWhatIsWrong() {
        assertThatThrownBy(() -> Snappy.codec().decode(hex("0561")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no snappy block: ");
        assertThatThrownBy(() -> Snappy.codec().decode(hex("80")))
                .hasMessage("no snappy block: its 1 bytes do not begin with a length");
        assertThatThrownBy(() -> Snappy.codec().decode(hex("ff0f00")))
                .hasMessage("claims a piece of 2047 bytes, which its 3 bytes cannot become");
        assertThatThrownBy(() -> Zstd.codec().decode(hex("61616161616161")))
                .hasMessage("no zstd frame: it begins with other bytes than 28 b5 2f fd");
        assertThatThrownBy(() -> Lz4.codec().decode(hex("6161616161")))
                .hasMessage("no lz4 frame: it begins with other bytes than 04 22 4d 18");
        assertThatThrownBy(() -> Lz4.codec().decode(hex("04224d1865")))
                .hasMessage("lz4 frame is cut off after 5 bytes");
        assertThatThrownBy(() -> Lz4.codec().decode(hex("04224d18614000000000aa")))
                .hasMessage("lz4 frame needs a dictionary, which partd does not use");
        assertThatThrownBy(() -> Lz4.codec().decode(hex("04224d18a04000000000aa")))
                .hasMessage("no lz4 frame of version 1: its flags are 160");
        assertThatThrownBy(() -> Lz4.codec().decode(hex("04224d18603000000000aa")))
                .hasMessage("no lz4 frame: it has no such size of blocks as 48");
        assertThatThrownBy(() -> Blosc.codec().decode(hex("0201")))
                .hasMessage("blosc buffer is cut off in its header, after 2 bytes");
        assertThatThrownBy(() -> Blosc.codec().decode(hex("05012108 00000000 00000000 10000000")))
                .hasMessage("no blosc buffer of version 2: it begins with 5");
        assertThatThrownBy(() -> Blosc.codec().decode(hex("02012108 00000000 00000000 11000000")))
                .hasMessage("blosc buffer claims 17 bytes and has 16");
        assertThatThrownBy(() -> Blosc.codec().decode(hex("0201e108 00000000 00000000 10000000")))
                .hasMessage("no blosc buffer: flags 225 are unknown");
        assertThatThrownBy(() -> Bz2.codec().decode(hex("61616161"))).isInstanceOf(IOException.class);
    }

    /** Numbers of eight bytes, as there are in columns. */
    private static byte[] numbers(int length) {
        Random random = new Random(length);
        byte[] bytes = new byte[length];
        int number = 0;
        for (int i = 0; i < length; i++) {
            if (i % 8 == 0) {
                number += random.nextInt(1000);
            }
            bytes[i] = i % 8 < 4 ? (byte) (number >> (8 * (i % 8))) : 0;
        }
        return bytes;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
