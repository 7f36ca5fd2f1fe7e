package io.partd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

final class ZlibTest {

    private static final ByteCodec ZLIB = Zlib.codec();

    @Test
    void decodesWhatItEncoded() throws IOException {
        Random random = new Random(3);
        for (int length : new int[] {0, 1, 63, 64, 65, 1_000, 65_536, 3_000_000}) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            assertThat(ZLIB.decode(ZLIB.encode(noise))).isEqualTo(noise);
            byte[] zeros = new byte[length];
            assertThat(ZLIB.decode(ZLIB.encode(zeros))).isEqualTo(zeros);
        }
    }

    @Test
    void readsWhatPythonWrote() throws IOException {
        byte[] compressed = HexFormat.of().parseHex("789ccb48cdc9c957c8402701680308b1");
        assertThat(ZLIB.decode(compressed)).isEqualTo(text("hello hello hello hello"));
        assertThat(ZLIB.decode(HexFormat.of().parseHex("789c030000000001"))).isEmpty();
    }

    @Test
    void refusesATruncatedStream() throws IOException {
        byte[] whole = ZLIB.encode(text("some text, some text, some text"));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ZLIB.decode(cut))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("zlib stream is cut off: its " + length + " bytes are not the end of it");
        }
    }

    @Test
    void refusesBytesBehindTheStream() throws IOException {
        byte[] whole = ZLIB.encode(text("text"));
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        assertThatThrownBy(() -> ZLIB.decode(longer))
                .isInstanceOf(IOException.class)
                .hasMessage("zlib stream ends after " + whole.length + " of " + longer.length + " bytes");
    }

    @Test
    void refusesWhatIsNoStream() {
        assertThatThrownBy(() -> ZLIB.decode(text("no zlib at all")))
                .isInstanceOf(IOException.class)
                .hasMessage("no zlib stream: incorrect header check");
    }

    @Test
    void refusesAPresetDictionary() {
        Deflater deflater = new Deflater();
        deflater.setDictionary(text("dictionary"));
        deflater.setInput(text("dictionary"));
        deflater.finish();
        byte[] out = new byte[100];
        byte[] payload = Arrays.copyOf(out, deflater.deflate(out));
        deflater.end();
        assertThatThrownBy(() -> ZLIB.decode(payload)).hasMessageContaining("preset dictionary");
    }

    @Test
    void everyFlippedBitIsFoundOrHarmless() throws IOException {
        byte[] text = text("some text that is compressed, some text that is compressed");
        byte[] whole = ZLIB.encode(text);
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(ZLIB.decode(flipped)).isEqualTo(text);
            } catch (IOException e) {
                assertThat(e.getMessage()).contains("zlib stream");
            }
        }
    }

    @Test
    void aBadPieceIsReportedWithItsPlace() throws IOException {
        try (Store store = Partd.memory();
                Store zipped = store.with(ZLIB)) {
            zipped.append("x", text("good"));
            long offset = store.size("x");
            store.append("x", new byte[] {3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});
            assertThatThrownBy(() -> zipped.get("x"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessage("key 'x', frame 2 at byte " + offset
                            + ": payload of 3 bytes cannot be decoded: no zlib stream: incorrect header check")
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void isFoundByName() {
        assertThat(Codecs.named("zlib")).isSameAs(ZLIB).hasToString("Zlib");
        assertThat(Codecs.names()).contains("zlib");
        assertThatThrownBy(() -> Codecs.named("zip"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no codec 'zip'; known codecs are [")
                .hasMessageContaining("zlib");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
