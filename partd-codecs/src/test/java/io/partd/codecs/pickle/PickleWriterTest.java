package io.partd.codecs.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PickleWriterTest {

    @Test
    void writesTheSameBytesAsPythonForWhatIsCommon() throws IOException {
        // pickle.dumps(['a', 1, True, None, b'x', (2.5, -1)], protocol=4)
        List<Object> list = listOf("a", 1, true, null, new byte[] {'x'}, Tuple.of(2.5, -1));
        assertThat(HexFormat.of().formatHex(new PickleWriter().write(list)))
                .isEqualTo("80049521000000000000005d94288c0161944b01884e430178944740040000000000004affffffff8694652e");
    }

    @Test
    void refusesWhatPythonDoesNotHave() {
        assertRefused(new Object[0], "a [Ljava.lang.Object; cannot be pickled");
        assertRefused(listOf(1, new Object()), "a java.lang.Object cannot be pickled");
        assertRefused('c', "a java.lang.Character cannot be pickled");
        assertRefused(LocalDate.of(10_000, 1, 1), "+10000-01-01 is not in the years 1 to 9999, which Python has");
        assertRefused(LocalDate.of(0, 1, 1), "0000-01-01 is not in the years 1 to 9999, which Python has");
        assertRefused(LocalTime.of(1, 2, 3, 4), "01:02:03.000000004 has nanoseconds; Python's times have microseconds");
        assertRefused(Duration.ofNanos(1), "PT0.000000001S has nanoseconds; Python's times have microseconds");
        assertRefused(Duration.ofDays(1_000_000_000), "PT24000000000H is longer than Python's timedelta can be");
    }

    @Test
    void refusesKeysThatPythonCannotHave() {
        assertRefused(Map.of(List.of(), 1), "a list cannot be key of a dict or member of a set");
        assertRefused(
                Set.of(Tuple.of(Map.of())), "a tuple of such as a list cannot be key of a dict or member of a set");
        Map<Object, Object> numbers = new LinkedHashMap<>();
        numbers.put(1, "int");
        numbers.put(1.0, "float");
        assertRefused(numbers, "two keys are the same in Python, 1 of different types or signs");
        assertRefused(
                Set.of(true, BigInteger.ONE).stream().collect(java.util.stream.Collectors.toSet()),
                "two keys are the same in Python");
    }

    @Test
    void refusesToNestDeeperThanPythonReads() throws IOException {
        Object deep = listOf();
        for (int i = 0; i < 999; i++) {
            deep = listOf(deep);
        }
        assertThat(new PickleReader().read(new PickleWriter().write(deep))).hasToString(deep.toString());
        assertRefused(listOf(deep), "values are nested more than 1000 deep");
    }

    @Test
    void aRegionNeedsAProtocolThatCanNameIt() {
        assertThatThrownBy(() -> PickleWriter.ofProtocol(3).write(RandomValues.zoned()))
                .hasMessage("zone Europe/Berlin needs pickle protocol 4, not 3");
    }

    @Test
    void knowsItsProtocols() {
        assertThatThrownBy(() -> PickleWriter.ofProtocol(1)).hasMessage("pickle protocol 1 is not from 2 to 5");
        assertThatThrownBy(() -> PickleWriter.ofProtocol(6)).hasMessage("pickle protocol 6 is not from 2 to 5");
        assertThatThrownBy(() -> new PickleLimits(0, 1, 1)).hasMessage("depth 0 is not from 1 to 2000");
    }

    @Test
    void equalKeysAndTuples() {
        assertThat(Tuple.of("a", new byte[] {1}, List.of(2)))
                .isEqualTo(Tuple.of("a", new byte[] {1}, List.of(2)))
                .hasSameHashCodeAs(Tuple.of("a", new byte[] {1}, List.of(2)))
                .isNotEqualTo(Tuple.of("a", new byte[] {2}, List.of(2)))
                .isNotEqualTo(Tuple.of("a", new byte[] {1}));
        assertThat(Tuple.of(1, "a", new byte[] {1})).hasToString("(1, a, [1])");
        assertThat(Tuple.of(1)).hasToString("(1,)");
        assertThat(BytesKey.of(new byte[] {1, 2}))
                .isEqualTo(BytesKey.of(new byte[] {1, 2}))
                .hasToString("0102");
        assertThat(FrozenSet.copyOf(List.of(1, 2))).isEqualTo(Set.of(2, 1)).hasSameHashCodeAs(Set.of(2, 1));
        assertThatThrownBy(() -> FrozenSet.copyOf(List.of(1)).add(2)).isInstanceOf(UnsupportedOperationException.class);
    }

    private static void assertRefused(Object value, String message) {
        assertThatThrownBy(() -> new PickleWriter().write(value))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    private static List<Object> listOf(Object... values) {
        List<Object> list = new ArrayList<>();
        for (Object value : values) {
            list.add(value);
        }
        return list;
    }
}
