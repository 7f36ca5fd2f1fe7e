package io.partd.codecs.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Partd;
import io.partd.Store;
import io.partd.codecs.pickle.Globals;
import io.partd.codecs.pickle.PickleReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arrays of objects for Pythons without msgpack, and with objects of other modules. */
final class PickledObjectsTest {

    private static final NumpyArray TEXTS = NumpyArray.ofObjects(List.of("a", "b"));
    private static final int HEADER = 8;
    private static final byte PICKLE = (byte) 0x80;

    /** A pickle of {@code [Price(5)]}, of a module {@code shop}. */
    private static final byte[] PRICE = "](cshop\nPrice\n(I5\ntRe.".getBytes(StandardCharsets.US_ASCII);

    @Test
    void theFirstAppendIsPickled() throws IOException {
        Store store = Partd.memory();
        Partd<NumpyArray> partd = store.with(Numpy.codec().pickled());
        partd.append("x", TEXTS);
        partd.iset("y", TEXTS);
        assertThat(store.get("x")[HEADER]).isEqualTo(PICKLE);
        assertThat(store.get("y")[HEADER]).isEqualTo(PICKLE);
        assertThat(partd.get(List.of("x", "y"))).containsExactly(TEXTS, TEXTS);
    }

    @Test
    void behindMessagePackItIsMessagePack() throws IOException {
        Store store = Partd.memory();
        store.with(Numpy.codec()).append("x", TEXTS);
        byte[] frame = store.get("x");
        assertThat(frame[HEADER]).isNotEqualTo(PICKLE);
        store.with(Numpy.codec().pickled()).append("x", TEXTS);
        assertThat(HexFormat.of().formatHex(store.get("x")))
                .isEqualTo(HexFormat.of().formatHex(frame).repeat(2));
    }

    @Test
    void otherNamesAreReadIfTheReaderAllowsThem() throws IOException {
        Store store = Partd.memory();
        byte[] frame = new byte[HEADER + PRICE.length];
        frame[0] = (byte) PRICE.length;
        System.arraycopy(PRICE, 0, frame, HEADER, PRICE.length);
        store.append("x", frame);
        store.append("x.dtype", "|O".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> store.with(Numpy.codec()).get("x"))
                .hasMessageContaining("'shop.Price', which is not allowed");
        Globals globals = Globals.standard().with("shop", "Price", arguments -> arguments.get(0) + " coins");
        Partd<NumpyArray> partd = store.with(Numpy.codec(new PickleReader().with(globals)));
        assertThat(partd.get("x").toObjects()).containsExactly("5 coins");
        try (var pieces = partd.stream("x")) {
            assertThat(pieces.map(NumpyArray::toObjects).toList()).containsExactly(List.of("5 coins"));
        }
    }
}
