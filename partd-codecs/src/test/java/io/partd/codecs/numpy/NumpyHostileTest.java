package io.partd.codecs.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.Partd;
import io.partd.Sample;
import io.partd.Store;
import io.partd.codecs.msgpack.Msgpack;
import io.partd.codecs.pickle.Pickle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types and data that nobody honest wrote. */
@Timeout(300)
@Tag("sampled")
final class NumpyHostileTest {

    private static final int FUZZED = Sample.times(5_000, 50_000);

    /** The type in NumPy's words, or {@code refused}. */
    static String parsed(String text) {
        try {
            return DType.of(text).toString();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("'").hasMessageContaining("' is not a dtype: ");
            return "refused";
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[__import__('os').system('touch /tmp/x')]",
                "[('a', '<i4')]",
                "__import__('os')",
                "<f99999999999",
                "<f99999999999999999999999999999999",
                "<U2147483647",
                "<U536870912",
                "|S2147483648",
                "|V4294967297",
                "[[[[[[[[[[",
                "<M8[[ns]]",
                "<M8[ns",
                "<M8ns]",
                "<M8[]",
                "<M8[0s]",
                "<M8[s]]",
                "<M8[2147483648s]",
                "<M8[generic]",
                "<M8]",
                "<M8[",
                "<i\u0664",
                "<i\uff18",
                "<i8\0",
                " <i8",
                "<i8 ",
                "<i8[s]",
                "<i08",
                "<i-8",
                "<i",
                "<",
                "<i3",
                "<f1",
                "<c4",
                "|S0",
                "<U0",
                "|V0",
                "|i8",
                "<O8",
                "float64",
                "\u0000"
            })
    void aTextThatIsNoTypeIsNamedWithItsKey(String text) throws IOException {
        Store store = Partd.memory();
        Partd<NumpyArray> partd = store.with(Numpy.codec());
        store.append(Map.of("a/b", new byte[8], "a/b.dtype", text.getBytes(StandardCharsets.UTF_8)));
        assertRefused(() -> partd.get("a/b"));
        assertRefused(() -> partd.pop("a/b"));
        assertRefused(() -> partd.stream("a/b"));
        assertRefused(() -> partd.append("a/b", NumpyArray.of(new double[] {1})));
        assertThat(store.size("a/b")).isEqualTo(8);
        partd.delete("a/b");
        assertThat(store.keys()).isEmpty();
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("key 'a/b': '")
                .hasMessageContaining(" is not a dtype: ");
    }

    @Test
    void aLongTextIsNotShownWhole() throws IOException {
        Store store = Partd.memory();
        store.append("x.dtype", "(".repeat(1000).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> store.with(Numpy.codec()).get("x"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("key 'x': '" + "(".repeat(60) + "…' is not a dtype: ");
        store.append("x.dtype", new byte[9000]);
        assertThatThrownBy(() -> store.with(Numpy.codec()).get("x"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("key 'x': a dtype of 10000 bytes is none");
    }

    @Test
    void noTextOfATypeDoesHarm() throws IOException {
        DTypeNoise noise = new DTypeNoise(1);
        int accepted = 0;
        for (int i = 0; i < FUZZED; i++) {
            String text = parsed(noise.next());
            if (!text.equals("refused")) {
                accepted++;
                assertThat(DType.of(text)).hasToString(text);
            }
        }
        assertThat(accepted).isBetween(FUZZED / 10, FUZZED);
    }

    @Test
    void noFramesOfObjectsDoHarm() throws IOException {
        Random random = new Random(2);
        List<Object> list = Arrays.asList(1L, null, "text", List.of(2.5, "x"), Map.of("k", "v"), new byte[] {1, 2});
        byte[][] payloads = {Msgpack.codec().encode(list), Pickle.codec().encode(list)};
        Store store = Partd.memory();
        Partd<NumpyArray> partd = store.with(Numpy.codec());
        for (byte[] payload : payloads) {
            store.append("x", frame(payload));
        }
        byte[] good = store.get("x");
        store.append("x.dtype", "|O".getBytes(StandardCharsets.US_ASCII));
        assertThat(partd.get("x").length()).isEqualTo(2 * list.size());
        int refused = 0;
        for (int i = 0; i < FUZZED; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length + 9) : good.length);
            for (int flips = random.nextInt(4); flips >= 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            store.delete("x");
            store.append("x", bad);
            try {
                partd.get("x");
            } catch (CorruptDataException e) {
                refused++;
                assertThat(e).hasMessageStartingWith("key 'x', frame ");
                assertThatThrownBy(() -> drain(partd)).hasCauseInstanceOf(CorruptDataException.class);
            }
        }
        assertThat(refused).isGreaterThan(FUZZED / 10);
    }

    private static void drain(Partd<NumpyArray> partd) throws IOException {
        try (Stream<NumpyArray> pieces = partd.stream("x")) {
            pieces.forEach(NumpyArray::length);
        }
    }

    private static byte[] frame(byte[] payload) {
        byte[] frame = new byte[8 + payload.length];
        frame[0] = (byte) payload.length;
        frame[1] = (byte) (payload.length >> 8);
        System.arraycopy(payload, 0, frame, 8, payload.length);
        return frame;
    }

    @Test
    void aFrameThatClaimsTooMuchTakesNoMemory() throws IOException {
        Store store = Partd.memory();
        store.append("x.dtype", "|O".getBytes(StandardCharsets.US_ASCII));
        store.append("x", new byte[] {-1, -1, -1, 127, 0, 0, 0, 0, 1});
        assertThatThrownBy(() -> store.with(Numpy.codec()).get("x"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("key 'x', frame 1 at byte 0: claims a length of 2147483647 bytes; 1 bytes are left");
        store.append("y", new byte[] {1, 2, 3});
        store.append("y.dtype", "|O".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> store.with(Numpy.codec()).get("y"))
                .hasMessage("key 'y', frame 1 at byte 0: ends after 3 bytes of its 8 byte length");
    }

    @Test
    void halfAnElementIsCorrupt() throws IOException {
        Store store = Partd.memory();
        Partd<NumpyArray> partd = store.with(Numpy.codec());
        partd.append("x", NumpyArray.of(new double[] {1, 2.0}));
        store.append("x", new byte[3]);
        String message = "key 'x': 19 bytes are no whole number of elements of 8 bytes, <f8";
        assertThatThrownBy(() -> partd.get("x"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> partd.pop("x")).hasMessage(message);
        assertThatThrownBy(() -> drain(partd))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage(message);
        assertThat(store.size("x")).isEqualTo(19);
    }

    @Test
    void whatIsNoCodePointIsCorrupt() throws IOException {
        Store store = Partd.memory();
        Partd<NumpyArray> partd = store.with(Numpy.codec());
        partd.append("x", NumpyArray.of("ab"));
        store.append("x", new byte[] {0, 0, 0x11, 0, 0, 0, 0, 0});
        assertThatThrownBy(() -> partd.get("x"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("key 'x': no code point at byte 8, as <U2 has");
        assertThatThrownBy(() -> NumpyArray.ofBytes(DType.of("<U1"), new byte[] {0, 0, 0, -1}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
