package io.partd.cli.values;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Layer;
import io.partd.Partd;
import io.partd.Store;
import io.partd.codec.Codec;
import io.partd.codecs.msgpack.Extension;
import io.partd.codecs.msgpack.Msgpack;
import io.partd.codecs.pickle.BytesKey;
import io.partd.codecs.pickle.Complex;
import io.partd.codecs.pickle.FrozenSet;
import io.partd.codecs.pickle.Pickle;
import io.partd.codecs.pickle.Range;
import io.partd.codecs.pickle.Slice;
import io.partd.codecs.pickle.SpecialDecimal;
import io.partd.codecs.pickle.Tuple;
import io.partd.codecs.text.JsonLines;
import io.partd.codecs.text.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class JsonPrinterTest {

    /**
     * The pickle of {@code [array([[1,2,3],[4,5,6]],'>i2',order='F'), array([[1.5],[nan]],'f4'), array([True,False]),
     * array([2**64-1],'u8'), array([255],'u1'), array(['a',None],object), datetime64('2020-01-01'), array([],'f8'),
     * array([[1,2,3],[4,5,6]]), empty((5, 0))]}.
     */
    private static final String ARRAYS =
            "gASVGwMAAAAAAABdlCiMFW51bXB5LmNvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZG"
                    + "FycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwJLA4aUaASMBWR0eXBllJOUjAJpMpSJiIeUUpQoSwOMAT6UTk5OSv////9K"
                    + "/////0sAdJRiiEMMAAEABAACAAUAAwAGlHSUYmgDaAZLAIWUaAiHlFKUKEsBSwJLAYaUaA2MAmY0lImIh5RSlChLA4"
                    + "wBPJROTk5K/////0r/////SwB0lGKJQwgAAMA/AADAf5R0lGJoA2gGSwCFlGgIh5RSlChLAUsChZRoDYwCYjGUiYiH"
                    + "lFKUKEsDjAF8lE5OTkr/////Sv////9LAHSUYolDAgEAlHSUYmgDaAZLAIWUaAiHlFKUKEsBSwGFlGgNjAJ1OJSJiI"
                    + "eUUpQoSwNoHE5OTkr/////Sv////9LAHSUYolDCP//////////lHSUYmgDaAZLAIWUaAiHlFKUKEsBSwGFlGgNjAJ1"
                    + "MZSJiIeUUpQoSwNoJ05OTkr/////Sv////9LAHSUYolDAf+UdJRiaANoBksAhZRoCIeUUpQoSwFLAoWUaA2MAk84lI"
                    + "mIh5RSlChLA2gnTk5OSv////9K/////0s/dJRiiV2UKIwBYZROZXSUYmgBjAZzY2FsYXKUk5RoDYwCTTiUiYiHlFKU"
                    + "KEsEaBxOTk5K/////0r/////SwB9lChDAUSUSwFLAUsBdJSGlHSUYkMIVkcAAAAAAACUhpRSlGgDaAZLAIWUaAiHlF"
                    + "KUKEsBSwCFlGgNjAJmOJSJiIeUUpQoSwNoHE5OTkr/////Sv////9LAHSUYolDAJR0lGJoA2gGSwCFlGgIh5RSlChL"
                    + "AUsCSwOGlGgNjAJpOJSJiIeUUpQoSwNoHE5OTkr/////Sv////9LAHSUYolDMAEAAAAAAAAAAgAAAAAAAAADAAAAAA"
                    + "AAAAQAAAAAAAAABQAAAAAAAAAGAAAAAAAAAJR0lGJoA2gGSwCFlGgIh5RSlChLAUsFSwCGlGhdiWhfdJRiZS4=";

    static final List<Arguments> FORMS = List.of(
            form(null, "null"),
            form(true, "true"),
            form(-1L, "-1"),
            form((byte) 7, "7"),
            form(BigInteger.TWO.pow(70), "1180591620717411303424"),
            form(1.5, "1.5"),
            form(1.5f, "1.5"),
            form(1e300, "1.0E300"),
            form(Double.NaN, "\"NaN\""),
            form(Float.NEGATIVE_INFINITY, "\"-Infinity\""),
            form(new BigDecimal("1.50"), "1.50"),
            form(new BigDecimal("1E+1000000"), "1E+1000000"),
            form(new SpecialDecimal("sNaN"), "\"sNaN\""),
            form("a\"\u0001é𝄞\n", "\"a\\\"\\u0001é𝄞\\n\""),
            form("half \ud834", "\"half \\ud834\""),
            form("\udd1e\ud834x", "\"\\udd1e\\ud834x\""),
            form(new byte[] {'a', 'b'}, "\"ab\""),
            form(new byte[] {(byte) 0xff, 0}, "{\"base64\":\"/wA=\"}"),
            form(ByteBuffer.wrap(new byte[] {'x'}), "\"x\""),
            form(Tuple.of(1L, Tuple.of()), "[1,[]]"),
            form(new LinkedHashSet<>(List.of(2L, 1L)), "[2,1]"),
            form(FrozenSet.copyOf(List.of("f")), "[\"f\"]"),
            form(map("a", 1L, "b \ud834", List.of()), "{\"a\":1,\"b \\ud834\":[]}"),
            form(map("a", 1L, 2L, "b"), "[[\"a\",1],[2,\"b\"]]"),
            form(map(BytesKey.of(new byte[] {-1}), Map.of()), "[[{\"base64\":\"/w==\"},{}]]"),
            form(Map.of(), "{}"),
            form(LocalDate.of(2026, 6, 21), "\"2026-06-21\""),
            form(LocalTime.of(1, 2, 3), "\"01:02:03\""),
            form(LocalDateTime.of(2026, 6, 21, 1, 2), "\"2026-06-21T01:02\""),
            form(LocalDateTime.of(2026, 6, 21, 1, 2).atOffset(ZoneOffset.ofHours(2)), "\"2026-06-21T01:02+02:00\""),
            form(
                    LocalDateTime.of(2026, 6, 21, 1, 2).atZone(ZoneId.of("Europe/Oslo")),
                    "\"2026-06-21T01:02+02:00[Europe/Oslo]\""),
            form(Instant.EPOCH, "\"1970-01-01T00:00:00Z\""),
            form(Duration.ofSeconds(90), "\"PT1M30S\""),
            form(ZoneOffset.UTC, "\"Z\""),
            form(new UUID(1, 2), "\"00000000-0000-0001-0000-000000000002\""),
            form(new Complex(1, -2), "{\"real\":1.0,\"imaginary\":-2.0}"),
            form(new Range(0, 5, 1), "{\"start\":0,\"stop\":5,\"step\":1}"),
            form(new Slice(null, 5L, null), "{\"start\":null,\"stop\":5,\"step\":null}"),
            form(Extension.of((byte) 5, new byte[] {1}), "{\"ext\":5,\"base64\":\"AQ==\"}"),
            form(Path.of("of/other"), "\"of/other\""));

    private static Arguments form(Object value, String json) {
        return Arguments.of(value, json);
    }

    private static Map<Object, Object> map(Object... keysAndValues) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @ParameterizedTest
    @FieldSource("FORMS")
    void printsEachType(Object value, String json) throws IOException {
        assertThat(printed(Arrays.asList(value, value))).isEqualTo("[" + json + "," + json + "]");
    }

    @Test
    void endsOnAListThatContainsItself() throws IOException {
        List<Object> list = new ArrayList<>(List.of(1L));
        list.add(list);
        assertThat(printed(List.of(list, list))).isEqualTo("[[1,\"...\"],[1,\"...\"]]");
    }

    @Test
    void endsOnListsThatContainEachOther() throws IOException {
        List<List<Object>> lists = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lists.add(new ArrayList<>());
        }
        lists.forEach(list -> list.addAll(lists));
        assertThat(printed(List.of(lists.get(0)))).hasSizeLessThan(100 * 100 * 10);
    }

    @Test
    void writesOutWhatIsUsedTwice() throws IOException {
        List<Object> twice = List.of(1L);
        assertThat(printed(List.of(List.of(twice, twice)))).isEqualTo("[[[1],[1]]]");
    }

    @Test
    void printsWhatIsNestedDeeperThanTheStack() throws IOException {
        Object nested = List.of();
        for (int i = 0; i < 200_000; i++) {
            nested = i % 2 == 0 ? Tuple.of(nested) : List.of(nested);
        }
        assertThat(printed(List.of(nested))).isEqualTo("[".repeat(200_002) + "]".repeat(200_002));
    }

    @Test
    void tellsByTheEmptyValueWhatACodecMakes() {
        assertThat(ValueKind.of(Pickle.codec())).isEqualTo(ValueKind.LIST);
        assertThat(ValueKind.of(Msgpack.codec())).isEqualTo(ValueKind.LIST);
        assertThat(ValueKind.of(JsonLines.codec())).isEqualTo(ValueKind.LIST);
        assertThat(ValueKind.of(Text.codec())).isEqualTo(ValueKind.TEXT);
        assertThat(ValueKind.of(new Sums())).isEqualTo(ValueKind.OTHER);
        Layer<Store> none = store -> store;
        assertThat(ValueKind.of(none)).isEqualTo(ValueKind.BYTES);
    }

    @Test
    void printsTheJoinedValueOfAnyOtherCodec() throws IOException {
        try (Partd<Long> partd = Partd.memory().with(new Sums())) {
            partd.append("k", 3L);
            partd.append("k", 4L);
            assertThat(printed(partd)).isEqualTo("{\"key\":\"k\",\"value\":7}\n");
        }
    }

    @Test
    void printsNumpysArraysAsNumbers() throws IOException {
        List<?> arrays = Pickle.codec().decode(Base64.getDecoder().decode(ARRAYS));
        assertThat(printed(arrays))
                .isEqualTo("[[[1,2,3],[4,5,6]],[[1.5],[\"NaN\"]],[true,false],[18446744073709551615],[255],"
                        + "[\"a\",null],{\"dtype\":\"<M8[D]\",\"shape\":[],\"order\":\"C\","
                        + "\"base64\":\"VkcAAAAAAAA=\"},[],[[1,2,3],[4,5,6]],"
                        + "{\"dtype\":\"<f8\",\"shape\":[5,0],\"order\":\"C\",\"base64\":\"\"}]");
    }

    /** Makes its only value whatever it stores. */
    private record GivenList(List<?> value) implements Codec<List<?>> {

        @Override
        public byte[] encode(List<?> ignored) {
            return new byte[1];
        }

        @Override
        public List<?> decode(byte[] payload) {
            return value;
        }

        @Override
        public List<?> join(List<List<?>> values) {
            return value;
        }
    }

    /** Sums numbers. */
    private static final class Sums implements Codec<Long> {

        @Override
        public byte[] encode(Long value) {
            return new byte[] {value.byteValue()};
        }

        @Override
        public Long decode(byte[] payload) {
            return (long) payload[0];
        }

        @Override
        public Long join(List<Long> values) {
            return values.stream().mapToLong(value -> value).sum();
        }
    }

    private static String printed(List<?> value) throws IOException {
        try (Partd<List<?>> partd = Partd.memory().with(new GivenList(value))) {
            partd.append("k", List.of());
            String line = printed(partd);
            assertThat(line).startsWith("{\"key\":\"k\",\"value\":").endsWith("}\n");
            return line.substring("{\"key\":\"k\",\"value\":".length(), line.length() - 2);
        }
    }

    private static String printed(Partd<?> partd) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonPrinter printer = new JsonPrinter(out);
        printer.printEntry("k", partd);
        printer.flush();
        return out.toString(StandardCharsets.UTF_8);
    }
}
