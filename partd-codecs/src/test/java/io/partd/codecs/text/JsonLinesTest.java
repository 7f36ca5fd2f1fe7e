package io.partd.codecs.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.Sample;
import io.partd.codec.Codec;
import io.partd.codec.Codecs;
import io.partd.codecs.pickle.Tuple;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on lists in JSON. */
@Timeout(300)
@Tag("sampled")
final class JsonLinesTest extends PartdContract<List<Object>> {

    private static final Codec<List<Object>> JSON = JsonLines.codec();

    private @Nullable KeptStore kept;

    @Override
    protected Partd<List<Object>> make() {
        kept = new KeptStore(Partd.memory());
        return kept.handle().with(JSON);
    }

    @Override
    protected @Nullable Partd<List<Object>> reopen() {
        return kept == null ? null : kept.handle().with(JSON);
    }

    @Override
    protected List<Object> value(int number) {
        return List.of((long) number, List.of("number", Map.of("n", (double) number)));
    }

    @Override
    protected List<Object> joined(List<List<Object>> values) {
        return values.stream().flatMap(List::stream).toList();
    }

    @Override
    protected List<?> sortedPieces(List<Object> value) {
        return value.stream().map(String::valueOf).sorted().toList();
    }

    @Override
    protected String shown() {
        return "JsonLines\\(Memory\\)";
    }

    @Test
    void writesALineForEachElement() throws IOException {
        List<Object> list = Arrays.asList(
                null,
                true,
                1,
                -2L,
                1.5f,
                1e300,
                BigInteger.TWO.pow(70),
                "a\n\"\u65e5\ud83d\ude00",
                List.of(),
                Tuple.of(1, "b"),
                Map.of("k", List.of(2)));
        byte[] payload = JSON.encode(list);
        assertThat(payload).asString(UTF_8).isEqualTo("""
                null
                true
                1
                -2
                1.5
                1.0E300
                1180591620717411303424
                "a\\n\\"\u65e5\ud83d\ude00"
                []
                [1,"b"]
                {"k":[2]}
                """);
        assertThat(JSON.decode(payload))
                .isEqualTo(Arrays.asList(
                        null,
                        true,
                        1L,
                        -2L,
                        1.5,
                        1e300,
                        BigInteger.TWO.pow(70),
                        "a\n\"\u65e5\ud83d\ude00",
                        List.of(),
                        List.of(1L, "b"),
                        Map.of("k", List.of(2L))));
        assertThat(JSON.encode(List.of())).isEmpty();
        assertThat(JSON.decode(new byte[0])).isEmpty();
    }

    @Test
    void readsWhatOthersWrite() throws IOException {
        assertThat(read("1\r\n\n  {\"b\": 1, \"a\": 2, \"b\": 3}\t\n\"\\ud83d\\ude00\""))
                .hasToString("[1, {b=3, a=2}, \ud83d\ude00]");
        assertThat(read("NaN\nInfinity\n-Infinity\n")).hasToString("[NaN, Infinity, -Infinity]");
        assertThat(read("9223372036854775807\n9223372036854775808\n-0\n-0.0"))
                .isEqualTo(List.of(Long.MAX_VALUE, BigInteger.TWO.pow(63), 0L, -0.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 2 | line 1 has more than one JSON document",
                "1\n{}{} | line 2 has more than one JSON document",
                "[1,\n2] | line 1 ends within a JSON document",
                "1\n[1, | line 2, byte ",
                "1\n] | line 2, byte ",
                "{\"a\" | line 1, byte ",
                "tru | line 1, byte ",
                "'a' | line 1, byte ",
                "01 | line 1, byte ",
                "\"a\nb\" | line 1, byte ",
                "1e999 | line 1: 1e999 is too large for a double",
                "\u00e4 | JSON does not begin with an ASCII character",
                "\ufeff1 | JSON does not begin with an ASCII character",
                "\0[\0] | JSON has a zero at byte 0",
                "# comment | line 1, byte "
            })
    void refusesWhatIsNotJsonInLines(String textAndMessage) {
        String[] parts = textAndMessage.split(" \\| ");
        assertThatThrownBy(() -> read(parts[0])).isInstanceOf(IOException.class).hasMessageContaining(parts[1]);
    }

    @Test
    void isStrictAboutUtf8() {
        assertThatThrownBy(() -> JSON.decode(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}))
                .hasMessage("text is not UTF-8 at byte 1 of 5");
        assertThatThrownBy(() -> JSON.decode(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}))
                .hasMessage("text is not UTF-8 at byte 1 of 4");
    }

    @Test
    void refusesWhatCannotBeReadBack() {
        assertRefused(Double.NaN, "NaN cannot be written as JSON");
        assertRefused(new byte[0], "a [B cannot be written as JSON");
        assertRefused(Map.of(1, 2), "a name in a JSON object is a text, not 1");
        assertRefused("\ud800", "surrogate");
        assertRefused(BigInteger.TEN.pow(1000), "an integer of 1001 digits; JSON is read with up to 1000");
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        assertRefused(circle, "1000");
    }

    @Test
    void refusesDeepNestingAndLongNumbers() throws IOException {
        assertThat(read("[".repeat(1000) + "]".repeat(1000))).hasSize(1);
        assertThatThrownBy(() -> read("[".repeat(1_000_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> read("{\"a\":".repeat(1_000_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> read("9".repeat(1_000_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1000");
    }

    @Test
    void manyNamesOfTheSameHashAreReadOrRefusedInTime() throws IOException {
        StringBuilder line = new StringBuilder("{");
        for (int i = 0; i < 1 << 16; i++) {
            line.append(i == 0 ? "" : ",").append('"');
            for (int bit = 0; bit < 16; bit++) {
                line.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            line.append("\":0");
        }
        try {
            assertThat(read(line + "}")).hasSize(1);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("line 1");
        }
    }

    @Test
    void noiseIsRefusedOrHarmless() {
        Random random = new Random(13);
        byte[] good = "{\"a\": [1, 2.5, -3e4, \"x\\u00e4\u65e5\"], \"b\": null}\n[true, false, {}]\n\"text\"\n"
                .getBytes(UTF_8);
        String tokens = "{}[]:,\"\"aa01.e-\n\n \\u00truefalsn";
        int inputs = Sample.times(10_000, 50_000);
        int read = 0;
        for (int i = 0; i < inputs; i++) {
            byte[] payload = good.clone();
            if (i % 2 == 0) {
                payload = new byte[random.nextInt(12)];
                for (int j = 0; j < payload.length; j++) {
                    payload[j] = (byte) tokens.charAt(random.nextInt(tokens.length()));
                }
            } else {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(128);
            }
            try {
                JSON.encode(JSON.decode(payload));
                read++;
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).isBetween(inputs / 10, inputs - inputs / 10);
    }

    @Test
    void isFoundByName() {
        assertThat(Codecs.named("json")).isSameAs(JSON).hasToString("JsonLines");
    }

    private static List<Object> read(String text) throws IOException {
        return JSON.decode(text.getBytes(UTF_8));
    }

    private static void assertRefused(Object value, String message) {
        assertThatThrownBy(() -> JSON.encode(List.of(value)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
