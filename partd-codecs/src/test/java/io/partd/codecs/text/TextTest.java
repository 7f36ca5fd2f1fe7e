package io.partd.codecs.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.Store;
import io.partd.codec.Codecs;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract on text. */
final class TextTest extends PartdContract<String> {

    private @Nullable KeptStore kept;

    @Override
    protected Partd<String> make() {
        kept = new KeptStore(Partd.memory());
        return kept.handle().with(Text.codec());
    }

    @Override
    protected @Nullable Partd<String> reopen() {
        return kept == null ? null : kept.handle().with(Text.codec());
    }

    @Override
    protected String value(int number) {
        return "n\u00famero " + number + "\n";
    }

    @Override
    protected String joined(List<String> values) {
        return String.join("", values);
    }

    @Override
    protected List<?> sortedPieces(String value) {
        return value.lines().sorted().toList();
    }

    @Override
    protected String shown() {
        return "Text\\(Memory\\)";
    }

    @Test
    void readsWhatItWrote() throws IOException {
        for (String text :
                List.of("", "a", "\u00e4\u65e5\ud83d\ude00\0\ufffd", "\ufeffx", "x".repeat(100_000) + "\u00e4")) {
            assertThat(Text.codec().encode(text)).isEqualTo(text.getBytes(UTF_8));
            assertThat(Text.codec().decode(text.getBytes(UTF_8))).isEqualTo(text);
        }
    }

    @Test
    void halfACharacterIsRefusedInBothDirections() throws IOException {
        assertThatThrownBy(() -> Text.codec().encode("a\ud800"))
                .isInstanceOf(IOException.class)
                .hasMessage("character 1 of the text is half a surrogate pair, which UTF-8 has not");
        byte[] whole = "ab\u65e5".getBytes(UTF_8);
        for (int length : new int[] {3, 4}) {
            assertThatThrownBy(() -> Text.codec().decode(java.util.Arrays.copyOf(whole, length)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("text is not UTF-8 at byte 2 of " + length + ": it ends within a character");
        }
        assertThatThrownBy(() -> Text.codec().decode(new byte[] {'a', (byte) 0x80, 'b'}))
                .hasMessage("text is not UTF-8 at byte 1 of 3");
        assertThatThrownBy(() -> Text.codec().decode(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
                .hasMessageStartingWith("text is not UTF-8 at byte 0 of 3");
    }

    @Test
    void aFrameThatEndsWithinACharacterIsReportedWithItsPlace() throws IOException {
        try (Store store = Partd.memory();
                Partd<String> partd = store.with(Text.codec())) {
            partd.append("x", "ab");
            store.append("x", new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 'c', (byte) 0xc3});
            store.append("x", new byte[] {1, 0, 0, 0, 0, 0, 0, 0, (byte) 0xa4});
            assertThatThrownBy(() -> partd.get("x"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessage("key 'x', frame 2 at byte 10: payload of 2 bytes cannot be decoded: "
                            + "text is not UTF-8 at byte 1 of 2: it ends within a character");
            try (Stream<String> pieces = partd.stream("x")) {
                assertThat(pieces.limit(1)).containsExactly("ab");
            }
        }
    }

    @Test
    void noiseIsRefusedOrTheSameBytes() throws IOException {
        Random random = new Random(11);
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] payload =
                    "a\u00e4\u65e5\ud83d\ude00b".repeat(random.nextInt(5)).getBytes(UTF_8);
            if (payload.length > 0) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Text.codec().encode(Text.codec().decode(payload))).isEqualTo(payload);
                read++;
            } catch (IOException e) {
                assertThat(e.getMessage()).startsWith("text is not UTF-8 at byte ");
            }
        }
        assertThat(read).isBetween(5_000, 45_000);
    }

    @Test
    void isFoundByName() {
        assertThat(Codecs.named("text")).isSameAs(Text.codec()).hasToString("Text");
    }
}
