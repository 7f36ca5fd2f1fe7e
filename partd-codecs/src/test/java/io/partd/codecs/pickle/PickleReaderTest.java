package io.partd.codecs.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PickleReaderTest {

    private static final PickleReader READER = new PickleReader();

    static List<GoldenPickles.Golden> golden() {
        return GoldenPickles.all();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void readsWhatPythonWrote(GoldenPickles.Golden golden) throws IOException {
        assertThat(Description.of(READER.read(golden.pickle()))).isEqualTo(golden.description());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void readsWhatWeWroteOfIt(GoldenPickles.Golden golden) throws IOException {
        Object value = READER.read(golden.pickle());
        for (int protocol = 2; protocol <= 5; protocol++) {
            if (golden.name().startsWith("numpy")) {
                assertThatThrownBy(() -> new PickleWriter().write(value)).hasMessageContaining("cannot be pickled");
            } else if (protocol >= 4 || !golden.name().matches("zoned|pytz")) {
                byte[] ours = PickleWriter.ofProtocol(protocol).write(value);
                assertThat(Description.of(READER.read(ours))).isEqualTo(golden.description());
            }
        }
    }

    @Test
    void takesTheOffsetThatAZoneOfPytzHas() throws IOException {
        String summer = "201c4d100e580400000043455354";
        String winter = "100e4b005803000000434554";
        // datetime(2026, 10, 25, 2, 30), an hour that comes twice, and of a summer's day with the offset of winter.
        assertThat(readPytz("0a19", summer)).hasToString("2026-10-25T02:30+02:00[Europe/Oslo]");
        assertThat(readPytz("0a19", winter)).hasToString("2026-10-25T02:30+01:00[Europe/Oslo]");
        assertThat(readPytz("0615", winter)).hasToString("2026-06-21T02:30+01:00");
    }

    private static @Nullable Object readPytz(String monthAndDay, String offset) throws IOException {
        return new PickleReader()
                .read(HexFormat.of()
                        .parseHex("8002636461746574696d650a6461746574696d650a7100635f636f646563730a656e63"
                                + "6f64650a7101580b00000007c3aa"
                                + monthAndDay
                                + "021e00000000710258060000006c6174696e317103867104527105637079747a0a5f70"
                                + "0a710628580b0000004575726f70652f4f736c6f71074d"
                                + offset
                                + "710874710952710a86710b52710c2e"));
    }

    @Test
    void readsTheNamesOfNumpy2() throws IOException {
        int read = 0;
        for (GoldenPickles.Golden golden : GoldenPickles.all()) {
            String text = new String(golden.pickle(), ISO_8859_1);
            if (golden.protocol() < 2 && text.contains("numpy.core.")) {
                byte[] pickle = text.replace("numpy.core.", "numpy._core.").getBytes(ISO_8859_1);
                assertThat(Description.of(READER.read(pickle))).isEqualTo(golden.description());
                read++;
            }
        }
        assertThat(read).isEqualTo(6);
    }

    @Test
    void valuesBelongToTheCaller() throws IOException {
        assertThat(READER.read(pickle("]."))).isEqualTo(new ArrayList<>()).isInstanceOf(ArrayList.class);
        assertThat(READER.read(pickle("}."))).isEqualTo(new LinkedHashMap<>()).isInstanceOf(LinkedHashMap.class);
        assertThat(READER.read(pickle("\u008f.")))
                .isEqualTo(new LinkedHashSet<>())
                .isInstanceOf(LinkedHashSet.class);
    }

    @Test
    void readsAListThatContainsItself() throws IOException {
        List<?> list = (List<?>) READER.read(pickle("]q\0h\0a."));
        assertThat(list.size()).isEqualTo(1);
        assertThat(list.get(0) == list).isTrue();
    }

    @Test
    void readsADictThatContainsItself() throws IOException {
        Map<?, ?> dict = (Map<?, ?>) READER.read(pickle("}q\0K\1h\0s."));
        assertThat(dict.get(1L) == dict).isTrue();
    }

    @Test
    void readsATupleInAListInIt() throws IOException {
        // t = ([],); t[0].append(t), as Python writes it.
        Tuple tuple = (Tuple) READER.read(pickle("]q\0h\0\u0085q\1a0h\1."));
        List<?> list = (List<?>) tuple.get(0);
        assertThat(list.get(0) == tuple).isTrue();
        assertThat(tuple.hashCode()).isEqualTo(Tuple.of(List.of()).hashCode());
    }

    @Test
    void valuesUsedTwiceAreOne() throws IOException {
        List<?> list = (List<?>) READER.read(pickle("]q\0(]q\1h\1h\1e."));
        assertThat(list).hasSize(3);
        assertThat(list.get(0) == list.get(2)).isTrue();
    }

    @Test
    void readsPython2sTexts() throws IOException {
        assertThat(READER.read(pickle("S'a\\'\\x41\\102\\n\\\\\\q'\np0\n."))).isEqualTo("a'AB\n\\\\q");
        assertThat(READER.read(pickle("S\"it's\"\n."))).isEqualTo("it's");
        assertThat(READER.read(pickle("U\3abc."))).isEqualTo("abc");
        assertThat(READER.read(pickle("T\3\0\0\0abc."))).isEqualTo("abc");
        assertRefused("U\1\u00e4.", "SHORT_BINSTRING at byte 0: a text of Python 2 is not ASCII at its byte 0");
        assertRefused("Sabc\n.", "STRING at byte 0: a text has no quotes around it");
    }

    @Test
    void readsTheOldWaysToCall() throws IOException {
        assertThat(READER.read(pickle("(I1\nI5\nI2\ni__builtin__\nxrange\n."))).isEqualTo(new Range(1, 5, 2));
        assertThat(READER.read(pickle("(cbuiltins\nrange\nI1\nI5\nI2\no."))).isEqualTo(new Range(1, 5, 2));
        assertThat(READER.read(pickle("cbuiltins\nrange\nK\1K\5K\2\u0087}\u0092.")))
                .isEqualTo(new Range(1, 5, 2));
    }

    @Test
    void readsDataOutsideOfThePickle() throws IOException {
        byte[] pickle = pickle("\u0080\5(\u0097\u0097\u0098l.");
        List<?> list = (List<?>)
                READER.read(pickle, List.of(ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2})));
        assertThat(Description.of(list)).isEqualTo("[bytearray:01,bytearray:02]");
        assertThat(((ByteBuffer) list.get(1)).isReadOnly()).isTrue();
        assertThatThrownBy(() -> READER.read(pickle))
                .hasMessage("NEXT_BUFFER at byte 3: pickle has data outside of it, in a buffer that is not given");
    }

    @Test
    void otherNamesCanBeAllowed() throws IOException {
        Globals globals = Globals.standard()
                .with("shop", "Price", arguments -> new Complex((Double) arguments.get(0), 0))
                .with("shop", "Stateful", arguments -> new Stateful())
                .withUncallable("shop", "Currency");
        PickleReader reader = new PickleReader().with(globals);
        assertThat(reader.read(pickle("cshop\nPrice\nF1.5\n\u0085R."))).isEqualTo(new Complex(1.5, 0));
        assertThat(reader.read(pickle("cshop\nStateful\n)\u0081q\0K\1bh\0\u0086.")))
                .isEqualTo(Tuple.of("state 1", "state 1"));
        assertThat(reader.read(pickle("cshop\nCurrency\n."))).hasToString("shop.Currency");
        assertThatThrownBy(() -> reader.read(pickle("cshop\nCurrency\n)R.")))
                .hasMessage("REDUCE at byte 16: pickle calls 'shop.Currency', which is not allowed");
        assertThatThrownBy(() -> reader.read(pickle("cshop\nStateful\n)\u0081q\0h\0b.")))
                .hasMessageContaining("a value with a state contains itself");
        assertThatThrownBy(() -> reader.read(pickle("cshop\nStateful\n)\u0081.")))
                .hasMessageContaining("uses a value before it gives it its state");
        assertRefused("cshop\nPrice\n.", "GLOBAL at byte 0: pickle names the class 'shop.Price', which is not allowed");
    }

    @Test
    void aValueWithoutAStateCanBeUsedAgain() throws IOException {
        Globals globals = Globals.standard().with("shop", "Plain", arguments -> new Stateless());
        PickleReader reader = new PickleReader().with(globals);
        Tuple used = (Tuple) reader.read(pickle("cshop\nPlain\n)\u0081q\0\u0085h\0\u0086."));
        assertThat(used.get(0)).isEqualTo(Tuple.of(used.get(1)));
        assertThat(used.get(1)).isEqualTo(List.of());
        assertThat(((Tuple) used.get(0)).get(0)).isSameAs(used.get(1));
        Tuple beside = (Tuple) reader.read(pickle("cshop\nPlain\n)\u0081q\0h\0\u0086."));
        assertThat(beside.get(0)).isSameAs(beside.get(1));
        assertThatThrownBy(() -> reader.read(pickle("cshop\nPlain\n)\u0081q\0h\0\u0085b.")))
                .hasMessageContaining("a value with a state contains itself");
    }

    private static final class Stateless extends Unfinished {

        @Override
        public Object withState(Object state) {
            return state;
        }

        @Override
        public Object withoutState() {
            return new ArrayList<>();
        }
    }

    /** The file holds {@code pickle.dumps(pandas.DataFrame({'x': [1, 2], 's': ['u', 'v']}), 5)} of pandas 1.5. */
    @Test
    void aTableCanBeReadWithMoreNames() throws Exception {
        Path file = Path.of(PickleReaderTest.class.getResource("dataframe.txt").toURI());
        byte[] pickle = HexFormat.of().parseHex(Files.readString(file).strip());
        assertThatThrownBy(() -> READER.read(pickle))
                .hasMessage(
                        "STACK_GLOBAL at byte 43: pickle names the class 'pandas.core.frame.DataFrame', which is not allowed");
        Constructor arguments = tuple -> tuple;
        Globals globals = Globals.standard()
                .with("pandas.core.frame", "DataFrame", tuple -> new Stated())
                .with("pandas.core.internals.managers", "BlockManager", arguments)
                .with("pandas._libs.internals", "_unpickle_block", arguments)
                .with("pandas.core.indexes.base", "_new_Index", arguments)
                .withUncallable("pandas.core.indexes.base", "Index")
                .withUncallable("pandas.core.indexes.range", "RangeIndex");
        Map<?, ?> state = (Map<?, ?>) new PickleReader().with(globals).read(pickle);
        assertThat(state.get("_typ")).isEqualTo("dataframe");
        assertThat(String.valueOf(state.get("_mgr")))
                .isEqualTo(
                        "(((<i8[1, 2], Slice[start=0, stop=1, step=1], 2), (|O[1, 2], Slice[start=1, stop=2, step=1], 2)), "
                                + "[(pandas.core.indexes.base.Index, {data=|O[2], name=null}), "
                                + "(pandas.core.indexes.range.RangeIndex, {name=null, start=0, stop=2, step=1})])");
    }

    private static final class Stated extends Unfinished {

        @Override
        public Object withState(Object state) {
            return state;
        }
    }

    private static final class Stateful extends Unfinished {

        @Override
        public Object withState(Object state) {
            return "state " + state;
        }
    }

    private static void assertRefused(String pickle, String message) {
        assertThatThrownBy(() -> READER.read(pickle(pickle)))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    /** A pickle of Latin-1 characters. */
    private static byte[] pickle(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
