package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipTest {

    @Test
    void readsMembersOneAfterTheOther() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            for (int i = random.nextInt(20) + 1; i > 0; i--) {
                byte[] member = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(100_000)];
                if (random.nextBoolean()) {
                    random.nextBytes(member);
                }
                plain.writeBytes(member);
                packed.writeBytes(packed(member));
            }
            if (random.nextBoolean()) {
                packed.writeBytes(new byte[random.nextInt(2000)]);
            }
            InputStream slow = slow(packed.toByteArray(), random);
            assertThat(new GzipStream(slow).readAllBytes()).as("seed %d", seed).isEqualTo(plain.toByteArray());
        }
    }

    @Test
    void readsByteByByte() throws IOException {
        InputStream in = new GzipStream(new ByteArrayInputStream(packed(new byte[] {'a', -1})));
        assertThat(in.read(new byte[1], 0, 0)).isZero();
        assertThat(in.read()).isEqualTo('a');
        assertThat(in.read()).isEqualTo(255);
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read()).isEqualTo(-1);
        in.close();
    }

    @Test
    void readsHeadersWithEverythingInThem() throws IOException {
        byte[] packed = packed("text".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(HexFormat.of().parseHex("1f8b081e000000000203"));
        header.writeBytes(HexFormat.of().parseHex("0300616263"));
        header.writeBytes("name\0comment\0".getBytes(StandardCharsets.UTF_8));
        CRC32 crc = new CRC32();
        crc.update(header.toByteArray());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header.toByteArray());
        all.write((int) crc.getValue() & 0xff);
        all.write(((int) crc.getValue() >> 8) & 0xff);
        all.write(packed, 10, packed.length - 10);
        assertThat(unpacked(all.toByteArray())).isEqualTo("text".getBytes(StandardCharsets.UTF_8));

        byte[] damaged = all.toByteArray();
        damaged[header.size()] ^= 1;
        assertThatThrownBy(() -> unpacked(damaged))
                .hasMessage("in: the gzip data is damaged: the checksum of its header is wrong");
    }

    /** Two members, cut at every byte: only the end of the first one looks like a whole file. */
    @Test
    void refusesDataThatEndsTooEarlyWhereverThatIs() throws IOException {
        byte[] member = packed("some text, some text".getBytes(StandardCharsets.UTF_8));
        byte[] two =
                ByteBuffer.allocate(2 * member.length).put(member).put(member).array();
        for (int length = 2; length < two.length; length++) {
            byte[] cut = Arrays.copyOf(two, length);
            if (length == member.length) {
                assertThat(unpacked(cut)).hasSize(20);
            } else {
                assertThatThrownBy(() -> unpacked(cut))
                        .as("%d bytes", length)
                        .isInstanceOf(IOException.class)
                        .hasMessage("in: the gzip data ends too early");
            }
        }
    }

    @Test
    void refusesDataWithAFlippedBitWhereverThatMatters() throws IOException {
        byte[] packed = packed("some text, some text".getBytes(StandardCharsets.UTF_8));
        for (int bit = 16; bit < 8 * packed.length; bit++) {
            int at = bit / 8;
            if ((at >= 4 && at < 10) || (at == 3 && (bit % 8 == 0 || bit % 8 > 4))) {
                continue; // time, level, system and flags of no consequence
            }
            byte[] flipped = packed.clone();
            flipped[at] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> unpacked(flipped))
                    .as("bit %d of byte %d", bit % 8, at)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("in: the gzip data ");
        }
    }

    @Test
    void refusesGarbageBehindIt() throws IOException {
        byte[] packed = packed(new byte[10]);
        byte[] garbage = Arrays.copyOf(packed, packed.length + 3);
        garbage[packed.length + 2] = 'x';
        assertThatThrownBy(() -> unpacked(garbage))
                .hasMessage("in: the gzip data is damaged: something else follows it");
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        Source source = new BytesSource("in", packed);
        try (InputStream in = Channels.newInputStream(source.decompressed().open())) {
            return in.readAllBytes();
        }
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** Hands out some bytes at a time, and never says that there are more. */
    private static InputStream slow(byte[] bytes, Random random) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                return super.read(to, offset, Math.min(length, 1 + random.nextInt(1000)));
            }

            @Override
            public int available() {
                return 0;
            }
        };
    }
}
