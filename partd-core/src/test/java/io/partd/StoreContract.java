package io.partd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.history.History;
import io.partd.history.HistoryChecker;
import io.partd.history.RecordedStore;
import io.partd.history.UniqueValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every store must do, on top of what every partd must. */
public abstract class StoreContract extends PartdContract<byte[]> {

    @Override
    protected abstract Store make() throws IOException;

    @Override
    protected abstract @Nullable Store reopen() throws IOException;

    @Override
    protected final byte[] value(int number) {
        return ("<" + number + ">").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected final byte[] joined(List<byte[]> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        values.forEach(out::writeBytes);
        return out.toByteArray();
    }

    @Override
    protected final List<String> sortedPieces(byte[] value) {
        return Stream.of(new String(value, StandardCharsets.US_ASCII).split("(?<=>)"))
                .sorted()
                .toList();
    }

    private Store freshStore() throws IOException {
        return closedLater(make());
    }

    @Test
    void emptyAndAbsentAreTheSame() throws IOException {
        Store store = freshStore();
        store.append("x", new byte[0]);
        store.append(Map.of("x", new byte[0], "y", bytes("y")));
        store.appendBuffers(Map.of("x", List.of(), "z", List.of(ByteBuffer.allocate(0))));
        assertThat(store.keys()).containsExactly("y");
        assertThat(store.get("x")).isEmpty();
        store.flush();
        assertThat(store.keys()).containsExactly("y");
        assertThat(store.iset("x", bytes("first"))).isTrue();
        assertThat(store.get("x")).isEqualTo(bytes("first"));
    }

    @Test
    void isetOfNothingLeavesTheKeyAbsent() throws IOException {
        Store store = freshStore();
        assertThat(store.iset("x", new byte[0])).isFalse();
        assertThat(store.keys()).isEmpty();
        assertThat(store.iset("x", bytes("first"))).isTrue();
        assertThat(store.get("x")).isEqualTo(bytes("first"));
    }

    @Test
    void appendsFromBuffersAndLeavesThemAsTheyWere() throws IOException {
        Store store = freshStore();
        ByteBuffer part = ByteBuffer.wrap(bytes("__middle__"), 2, 6);
        ByteBuffer direct = ByteBuffer.allocateDirect(3).put(bytes("abc")).flip();
        ByteBuffer readOnly = ByteBuffer.wrap(bytes("read-only")).asReadOnlyBuffer();
        store.appendBuffers(Map.of("x", List.of(part, direct), "y", List.of(readOnly, part)));
        assertThat(store.get("x")).isEqualTo(bytes("middleabc"));
        assertThat(store.get("y")).isEqualTo(bytes("read-onlymiddle"));
        assertThat(part.position()).isEqualTo(2);
        assertThat(part.limit()).isEqualTo(8);
        assertThat(direct.position()).isZero();
        assertThat(readOnly.remaining()).isEqualTo(9);
    }

    @Test
    void appendsABufferAndARangeOfAnArray() throws IOException {
        Store store = freshStore();
        ByteBuffer buffer = ByteBuffer.wrap(bytes("__middle__"), 2, 6);
        store.append("x", buffer);
        store.append("x", bytes("0123456789"), 3, 4);
        store.append("x", bytes("0123456789"), 10, 0);
        store.append("x", buffer.asReadOnlyBuffer());
        assertThat(store.get("x")).isEqualTo(bytes("middle3456middle"));
        assertThat(buffer.position()).isEqualTo(2);
        assertThatThrownBy(() -> store.append("x", bytes("0123"), 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> store.append("", buffer)).isInstanceOf(InvalidKeyException.class);
        assertThat(store.get("x")).isEqualTo(bytes("middle3456middle"));
    }

    @Test
    void appendsAStreamAsOneAppend() throws IOException {
        Store store = freshStore();
        byte[] large = new byte[2_500_000];
        new Random(7).nextBytes(large);
        store.append("x", new ByteArrayInputStream(large));
        store.append("x", new ByteArrayInputStream(bytes("end")));
        store.append("y", InputStream.nullInputStream());
        assertThat(store.size("x")).isPositive();
        assertThat(store.get("x")).isEqualTo(joined(List.of(large, bytes("end"))));
        assertThat(store.keys()).containsExactly("x");
        assertThatThrownBy(() -> store.append("x", new BrokenStream(1_500_000)))
                .isInstanceOf(IOException.class)
                .hasMessage(BrokenStream.MESSAGE);
        assertThat(store.get("x")).hasSize(large.length + 3);
    }

    @Test
    void appendsAStreamInBlocks() throws IOException {
        Store store = freshStore();
        byte[] all = new byte[10_000];
        new Random(7).nextBytes(all);
        assertThat(store.appendBlocks("x", new ByteArrayInputStream(all), ByteSize.of(3000)))
                .isEqualTo(10_000);
        assertThat(store.appendBlocks("x", new ByteArrayInputStream(all), ByteSize.of("8g")))
                .isEqualTo(10_000);
        assertThat(store.appendBlocks("y", InputStream.nullInputStream(), ByteSize.of("1m")))
                .isZero();
        assertThat(store.get("x")).isEqualTo(joined(List.of(all, all)));
        assertThat(store.keys()).containsExactly("x");
        assertThatThrownBy(() -> store.appendBlocks("", InputStream.nullInputStream(), ByteSize.of(1)))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> store.appendBlocks("x", InputStream.nullInputStream(), ByteSize.of(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a block of 0 bytes; it must have at least 1");
    }

    @Test
    void aStreamThatBreaksLeavesTheBlocksBefore() throws IOException {
        Store store = freshStore();
        assertThatThrownBy(() -> store.appendBlocks("x", new BrokenStream(2999), ByteSize.of(3000)))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(PartlyAppendedException.class);
        assertThat(store.keys()).isEmpty();
        assertThatThrownBy(() -> store.appendBlocks("x", new BrokenStream(7000), ByteSize.of(3000)))
                .isInstanceOfSatisfying(PartlyAppendedException.class, e -> {
                    assertThat(e.bytes()).isEqualTo(6000);
                    assertThat(e.appended()).containsExactly("x");
                    assertThat(e)
                            .hasMessage("key 'x': the first 6000 bytes of the stream are appended, the rest is not: "
                                    + BrokenStream.MESSAGE);
                });
        assertThat(store.get("x")).hasSize(6000);
    }

    /** Fails after so many bytes. */
    @SuppressWarnings("InputStreamSlowMultibyteRead")
    private static final class BrokenStream extends InputStream {

        private static final String MESSAGE = "the stream broke, says the test";

        private int left;

        private BrokenStream(int left) {
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                throw new IOException(MESSAGE);
            }
            left--;
            return 1;
        }
    }

    @Test
    void argumentsMayBeReusedAfterTheCall() throws IOException {
        Store store = freshStore();
        byte[] array = bytes("before");
        ByteBuffer buffer = ByteBuffer.wrap(bytes("before"));
        List<ByteBuffer> buffers = new ArrayList<>(List.of(buffer));
        Map<String, List<ByteBuffer>> batch = new HashMap<>(Map.of("b", buffers));
        store.append("a", array);
        store.appendBuffers(batch);
        store.iset("c", array);
        Arrays.fill(array, (byte) 0);
        Arrays.fill(buffer.array(), (byte) 0);
        buffers.clear();
        batch.clear();
        store.flush();
        assertThat(store.get(List.of("a", "b", "c")))
                .containsExactly(bytes("before"), bytes("before"), bytes("before"));
    }

    @Test
    void valuesReadBelongToTheCaller() throws IOException {
        Store store = freshStore();
        store.append("x", bytes("value"));
        List<byte[]> twice = store.get(List.of("x", "x"));
        Arrays.fill(twice.get(0), (byte) 0);
        assertThat(twice.get(1)).isEqualTo(bytes("value"));
        assertThat(store.get("x")).isEqualTo(bytes("value"));
        store.flush();
        Arrays.fill(store.get("x"), (byte) 0);
        assertThat(store.get("x")).isEqualTo(bytes("value"));
        try (Stream<byte[]> pieces = store.stream("x")) {
            pieces.forEach(piece -> Arrays.fill(piece, (byte) 0));
        }
        assertThat(store.get("x")).isEqualTo(bytes("value"));
    }

    @Test
    void holdsEveryByteAndLargeValues() throws IOException {
        Store store = freshStore();
        Random random = new Random(42);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int length : new int[] {1, 255, 256, 100_000, 3_000_000, 17, 65_536, 1_048_576}) {
            byte[] piece = new byte[length];
            random.nextBytes(piece);
            store.append("x", piece);
            expected.writeBytes(piece);
        }
        byte[] everyByte = new byte[256];
        for (int i = 0; i < 256; i++) {
            everyByte[i] = (byte) i;
        }
        store.append("y", everyByte);
        assertThat(store.get("x")).isEqualTo(expected.toByteArray());
        assertThat(store.get("y")).isEqualTo(everyByte);
        try (InputStream in = store.open("x")) {
            assertThat(in.readAllBytes()).isEqualTo(expected.toByteArray());
        }
        try (Stream<byte[]> pieces = store.stream("x")) {
            assertThat(joined(pieces.toList())).isEqualTo(expected.toByteArray());
        }
    }

    @Test
    void anOpenedValueReadsAsAnyInputStream() throws IOException {
        Store store = freshStore();
        for (int i = 0; i < 100; i++) {
            store.append("x", value(i));
        }
        byte[] all = store.get("x");
        try (InputStream in = store.open("x")) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                read.write(b);
            }
            assertThat(read.toByteArray()).isEqualTo(all);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[3])).isEqualTo(-1);
        }
        try (InputStream in = store.open("x")) {
            assertThat(in.skip(0)).isZero();
            in.skipNBytes(5);
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            in.transferTo(rest);
            assertThat(rest.toByteArray()).isEqualTo(Arrays.copyOfRange(all, 5, all.length));
        }
        try (InputStream in = store.open("nothing")) {
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void anOpenedValueStaysAsItWas() throws IOException {
        Store store = freshStore();
        store.append("x", bytes("old"));
        try (InputStream in = store.open("x")) {
            store.append("x", bytes("new"));
            store.flush();
            assertThat(in.read()).isEqualTo('o');
            store.delete("x");
            store.append("x", bytes("another"));
            store.drop();
            store.close();
            assertThat(in.readAllBytes()).isEqualTo(bytes("ld"));
        }
    }

    @Test
    void claimAddsNothingAndRefusesWhatCannotBeAppended() throws IOException {
        Store store = freshStore();
        store.claim(List.of("x", "a/b", "x"));
        store.claim(List.of());
        assertThat(store.keys()).isEmpty();
        store.append("a/b", bytes("y"));
        store.claim(List.of("a/b"));
        assertThat(store.get("a/b")).isEqualTo(bytes("y"));
        assertThatThrownBy(() -> store.claim(List.of("x", ""))).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void aBatchWithABadKeyOrPieceAddsNothing() throws IOException {
        Store store = freshStore();
        store.append("a", bytes("a"));
        Map<String, List<ByteBuffer>> badKey = new TreeMap<>();
        badKey.put("a", List.of(ByteBuffer.wrap(bytes("1"))));
        badKey.put("", List.of(ByteBuffer.wrap(bytes("2"))));
        assertThatThrownBy(() -> store.appendBuffers(badKey)).isInstanceOf(InvalidKeyException.class);
        Map<String, List<ByteBuffer>> badPiece = new TreeMap<>();
        badPiece.put("a", List.of(ByteBuffer.wrap(bytes("1"))));
        badPiece.put("b", Arrays.asList(ByteBuffer.wrap(bytes("2")), null));
        assertThatThrownBy(() -> store.appendBuffers(badPiece)).isInstanceOf(NullPointerException.class);
        store.flush();
        assertThat(store.keys()).containsExactly("a");
        assertThat(store.get("a")).isEqualTo(bytes("a"));
    }

    @Test
    void manyKeysInOneBatch() throws IOException {
        Store store = freshStore();
        Map<String, byte[]> batch = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            batch.put("key" + i, value(i));
        }
        store.append(batch);
        store.append(batch);
        assertThat(store.keys()).isEqualTo(batch.keySet());
        List<String> keys = List.copyOf(batch.keySet());
        List<byte[]> values = store.get(keys);
        for (int i = 0; i < keys.size(); i++) {
            byte[] once = batch.get(keys.get(i));
            assertThat(values.get(i)).isEqualTo(joined(List.of(once, once)));
        }
    }

    /** The first two laws: {@link HistoryChecker} looks for one order that explains what all threads have seen. */
    @Test
    @Tag("sampled")
    void appendsAreLinearizable() throws Exception {
        int rounds = Sample.times(4, 40);
        Store store = freshStore();
        UniqueValues values = new UniqueValues(1);
        for (int round = 0; round < rounds; round++) {
            store.drop();
            History history = History.ofThreads();
            Parallel.run(4, thread -> {
                Store recorded = new RecordedStore(store, history, "thread " + thread);
                for (int i = 0; i < 6; i++) {
                    if (thread < 3) {
                        // Stores may put two batches into different orders in two keys that both have.
                        String other = "own" + thread;
                        recorded.append("x", UniqueValues.value(values.next(20 + 400 * i)));
                        recorded.append(Map.of(
                                "x", UniqueValues.value(values.next(20)), other, UniqueValues.value(values.next(30))));
                    }
                    recorded.get(List.of("x", "own0", "own1", "own2"));
                }
            });
            HistoryChecker.check(history, store.guarantees());
        }
    }

    @Test
    @Tag("sampled")
    void readersSeeWhatIsAppendedToAKeyWhollyOrNotAtAll() throws Exception {
        Store store = freshStore();
        byte[] piece = new byte[20_000];
        int appends = Sample.times(15, 40);
        AtomicInteger writing = new AtomicInteger(2);
        Parallel.run(3, thread -> {
            if (thread < 2) {
                for (int i = 0; i < appends; i++) {
                    store.append(Map.of("a", piece, "m", piece));
                }
                writing.decrementAndGet();
            } else {
                while (writing.get() > 0) {
                    assertThat(store.get("m").length % piece.length).isZero();
                }
            }
        });
        assertThat(store.get("m")).hasSize(2 * appends * piece.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
