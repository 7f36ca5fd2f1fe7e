package io.partd.codecs.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.codec.Codec;
import io.partd.codec.Codecs;
import io.partd.codecs.pickle.BytesKey;
import io.partd.codecs.pickle.Description;
import io.partd.codecs.pickle.RandomValues;
import io.partd.codecs.pickle.Tuple;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on lists in MessagePack. */
final class MsgpackTest extends PartdContract<List<Object>> {

    private static final Codec<List<Object>> MSGPACK = Msgpack.codec();

    private @Nullable KeptStore kept;

    @Override
    protected Partd<List<Object>> make() {
        kept = new KeptStore(Partd.memory());
        return kept.handle().with(MSGPACK);
    }

    @Override
    protected @Nullable Partd<List<Object>> reopen() {
        return kept == null ? null : kept.handle().with(MSGPACK);
    }

    /** Every third one is a pickle. */
    @Override
    protected List<Object> value(int number) {
        return List.of((long) number, number % 3 == 0 ? new BigDecimal(number) : Map.of("n", (double) number));
    }

    @Override
    protected List<Object> joined(List<List<Object>> values) {
        return values.stream().flatMap(List::stream).toList();
    }

    @Override
    protected List<?> sortedPieces(List<Object> value) {
        return value.stream().map(Description::of).sorted().toList();
    }

    @Override
    protected String shown() {
        return "Msgpack\\(Memory\\)";
    }

    @Test
    void writesTheSameBytesAsPython() throws IOException {
        // msgpack.packb([None, True, 1, -1, 300, -40000, 2**40, 2**64-1, 1.5, 'aä', b'b', [], {'k': (1, 2)}],
        // use_bin_type=True)
        List<Object> list = Arrays.asList(
                null,
                true,
                1,
                -1L,
                (short) 300,
                -40000,
                1L << 40,
                BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
                1.5f,
                "a\u00e4",
                new byte[] {'b'},
                List.of(),
                Map.of("k", Tuple.of(1, 2)));
        assertThat(HexFormat.of().formatHex(MSGPACK.encode(list)))
                .isEqualTo(
                        "9dc0c301ffcd012cd2ffff63c0cf0000010000000000cfffffffffffffffffcb3ff8000000000000a361c3a4c4016290"
                                + "81a16b920102");
        assertThat(Description.of(MSGPACK.decode(MSGPACK.encode(list))))
                .isEqualTo(Description.of(list).replace("(int:1,int:2)", "[int:1,int:2]"));
    }

    @Test
    void whatMessagePackHasNotIsAPickle() throws IOException {
        Map<Object, Object> numbers = new LinkedHashMap<>();
        numbers.put(1L, 2L);
        List<Object> deep = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        for (Object value : List.of(
                BigInteger.TWO.pow(64),
                BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE),
                Set.of(1L),
                numbers,
                "\ud800",
                new BigDecimal("1.5"),
                Map.of("nested", numbers),
                deep,
                circle)) {
            byte[] payload = MSGPACK.encode(List.of(value));
            assertThat(payload).startsWith(0x80, 4);
            List<Object> read = MSGPACK.decode(payload);
            if (value == circle) {
                List<?> again = (List<?>) read.get(0);
                assertThat(again.get(0) == again).isTrue();
            } else {
                assertThat(Description.of(read)).isEqualTo(Description.of(List.of(value)));
            }
        }
        assertThat(MSGPACK.encode(List.of(BigInteger.TWO.pow(63).negate(), Map.of(BytesKey.of(new byte[1]), 1L)))[0])
                .isEqualTo((byte) 0x92);
        assertThatThrownBy(() -> MSGPACK.encode(List.of(new Object())))
                .isInstanceOf(IOException.class)
                .hasMessage("a java.lang.Object cannot be pickled");
    }

    @Test
    void readsWhatItWrote() throws IOException {
        for (int seed = 0; seed < 500; seed++) {
            List<Object> list = new ArrayList<>(Arrays.asList(new RandomValues(seed, true).value(5)));
            byte[] payload = MSGPACK.encode(list);
            assertThat(payload[0]).isEqualTo((byte) 0x91);
            assertThat(Description.of(MSGPACK.decode(payload))).isEqualTo(Description.of(list));
        }
        List<Object> own = List.of(Instant.ofEpochSecond(-5, 7), Extension.of((byte) 5, new byte[] {1, 2}));
        assertThat(MSGPACK.decode(MSGPACK.encode(own)))
                .isEqualTo(own)
                .hasToString("[1969-12-31T23:59:55.000000007Z, ext 5: 0102]");
    }

    @Test
    void refusesExtensionsThatWouldBeReadAsTimestamps() {
        List<Object> list = List.of(Extension.of((byte) -1, new byte[] {1, 2, 3}));
        assertThatThrownBy(() -> MSGPACK.encode(list))
                .isInstanceOf(IOException.class)
                .hasMessage("an extension of type -1 would be read as a timestamp; append an Instant");
    }

    @Test
    void readsMapsThatPythonCannotReadBack() throws IOException {
        assertThat(MSGPACK.decode(HexFormat.of().parseHex("91820102c0c3"))).hasToString("[{1=2, null=true}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ddffffffff | MessagePack at byte 0: 4294967295 elements or bytes are more than Java has room for",
                "dd7fffffff | MessagePack at byte 5 is cut off",
                "91ddffffffff | MessagePack at byte ",
                "91df7fffffff | MessagePack at byte ",
                "91dfffffffff | MessagePack at byte ",
                "91c6ffffffff | MessagePack at byte ",
                "91c67fffffff00 | MessagePack at byte 6 is cut off: 2147483647 bytes are to follow, 1 are left",
                "91db7fffffff00 | MessagePack at byte 6 is cut off",
                "91c97fffffff05 | MessagePack at byte 7 is cut off",
                "91c1 | MessagePack at byte 1: ",
                "91 | MessagePack at byte 1 is cut off",
                "9001 | MessagePack ends after 1 of 2 bytes",
                "91a2c328 | MessagePack at byte 2: text is not UTF-8 at byte 0 of 2",
                "91a1ed | MessagePack at byte 2: text is not UTF-8 at byte 0 of 1: it ends within a character",
                "91819001 | MessagePack at byte 2: a list or a map cannot be key of a map",
                "91d6ffffffffff01 | MessagePack ends after",
                "91c70cffffffffff7fffffffffffffff | MessagePack at byte 1",
                "81a16101 | neither a list in MessagePack nor a pickle of one: at byte 0: 0x81 is not an opcode",
                "01 | neither a list in MessagePack nor a pickle of one: at byte 0: 0x01 is not an opcode of a pickle",
                "80 | neither a list in MessagePack nor a pickle of one: PROTO at byte 0: pickle is cut off"
            })
    void refusesWhatIsNotWhole(String hexAndMessage) {
        String[] parts = hexAndMessage.split(" \\| ");
        if (parts[0].startsWith("81")) {
            // As an opcode it is NEWOBJ, which needs something on the stack.
            parts[1] = "neither a list in MessagePack nor a pickle of one: NEWOBJ at byte 0: the stack is empty";
        }
        assertThatThrownBy(() -> MSGPACK.decode(HexFormat.of().parseHex(parts[0])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(parts[1]);
    }

    @Test
    void refusesDeepNesting() {
        byte[] deep = new byte[200_000];
        Arrays.fill(deep, (byte) 0x91);
        assertThatThrownBy(() -> MSGPACK.decode(deep)).hasMessage("MessagePack is nested more than 1024 deep");
        for (int i = 0; i < deep.length; i++) {
            deep[i] = (byte) (i % 2 == 0 ? 0x81 : 0xc0);
        }
        deep[0] = (byte) 0x91;
        assertThatThrownBy(() -> MSGPACK.decode(deep)).isInstanceOf(IOException.class);
    }

    @Test
    void keysOfTheSameHashAreRefused() throws IOException {
        ByteBuffer payload =
                ByteBuffer.allocate(1_000_000).put((byte) 0x91).put((byte) 0xde).putShort((short) 20_000);
        for (int i = 0; i < 20_000; i++) {
            payload.put((byte) 0xcb).putInt(i).putInt(i).put((byte) 0xc0);
        }
        byte[] whole = Arrays.copyOf(payload.array(), payload.position());
        assertThatThrownBy(() -> MSGPACK.decode(whole))
                .hasMessage("more than 64 keys of a dict or set have the same hash");
    }

    @Test
    void everyCutIsRefused() throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            byte[] payload = MSGPACK.encode(Arrays.asList(new RandomValues(seed, seed % 2 == 0).value(4)));
            for (int length = 0; length < payload.length; length++) {
                assertThat(isRead(Arrays.copyOf(payload, length))).isFalse();
            }
        }
    }

    @Test
    void noiseIsRefusedOrHarmless() throws IOException {
        Random random = new Random(7);
        List<byte[]> good = new ArrayList<>();
        for (int seed = 0; seed < 200; seed++) {
            good.add(MSGPACK.encode(Arrays.asList(new RandomValues(seed, seed % 3 > 0).value(4))));
        }
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] payload = good.get(random.nextInt(good.size())).clone();
            if (i % 4 == 0) {
                payload = new byte[random.nextInt(50)];
                random.nextBytes(payload);
                if (payload.length > 0) {
                    payload[0] = (byte) (0x90 + random.nextInt(4));
                }
            }
            for (int j = random.nextInt(4); j >= 0 && payload.length > 0; j--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            read += isRead(payload) ? 1 : 0;
        }
        assertThat(read).isBetween(5_000, 45_000);
    }

    private static boolean isRead(byte[] payload) {
        try {
            MSGPACK.decode(payload);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void isFoundByName() {
        assertThat(Codecs.named("msgpack")).isSameAs(MSGPACK).hasToString("Msgpack");
    }
}
