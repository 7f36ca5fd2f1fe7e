package io.partd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.partd.CorruptDataException;
import io.partd.Partd;
import io.partd.Store;
import io.partd.StoreClosedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FramesTest {

    @Test
    void aFrameIsALittleEndianLengthAndThePayload() throws IOException {
        try (Store store = Partd.memory();
                Store reversed = store.with(new Reversing())) {
            reversed.append("x", text("abc"));
            reversed.append("x", text("de"));
            assertThat(store.get("x"))
                    .isEqualTo(bytes(3, 0, 0, 0, 0, 0, 0, 0, 'c', 'b', 'a', 2, 0, 0, 0, 0, 0, 0, 0, 'e', 'd'));
            assertThat(reversed.size("x")).isEqualTo(21);
            assertThat(reversed.iset("y", text("fg"))).isTrue();
            assertThat(store.get("y")).isEqualTo(bytes(2, 0, 0, 0, 0, 0, 0, 0, 'g', 'f'));
        }
    }

    @Test
    void oneAppendIsOneFrameHoweverManyBuffers() throws IOException {
        try (Store store = Partd.memory();
                Store reversed = store.with(new Reversing())) {
            reversed.appendBuffers(Map.of(
                    "x", List.of(ByteBuffer.wrap(text("ab")), ByteBuffer.allocate(0), ByteBuffer.wrap(text("c")))));
            assertThat(store.get("x")).isEqualTo(bytes(3, 0, 0, 0, 0, 0, 0, 0, 'c', 'b', 'a'));
        }
    }

    @Test
    void aPieceTooLargeForOneFrameBecomesSeveral() throws IOException {
        try (Store store = Partd.memory();
                Store reversed = new EncodedStore(new Reversing(), store, 4)) {
            reversed.append("x", text("abcdefghij"));
            assertThat(store.size("x")).isEqualTo(3 * 8 + 10);
            assertThat(reversed.get("x")).isEqualTo(text("abcdefghij"));
            try (Stream<byte[]> pieces = reversed.stream("x")) {
                assertThat(pieces).containsExactly(text("abcd"), text("efgh"), text("ij"));
            }
        }
    }

    @Test
    void readsAnEmptyPieceThatAnotherWriterAppended() throws IOException {
        try (Store store = Partd.memory();
                Store reversed = store.with(new Reversing())) {
            store.append("x", bytes(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 'a', 0, 0, 0, 0, 0, 0, 0, 0));
            assertThat(reversed.get("x")).isEqualTo(text("a"));
            try (InputStream in = reversed.open("x")) {
                assertThat(in.readAllBytes()).isEqualTo(text("a"));
            }
            try (Stream<byte[]> pieces = reversed.stream("x")) {
                assertThat(pieces).containsExactly(text("a"));
            }
        }
    }

    @Test
    void namesAFrameThatClaimsMoreThanThereIs() throws IOException {
        assertReported(
                frames(frame("ab"), bytes(200, 0, 0, 0, 0, 0, 0, 0, 'x', 'y', 'z')),
                "key 'k', frame 2 at byte 10: claims a length of 200 bytes; 3 bytes are left");
    }

    @Test
    void namesAFrameThatClaimsAnImpossibleLengthAndTakesNoMemoryForIt() throws IOException {
        assertReported(
                frames(frame("ab"), bytes(255, 255, 255, 255, 255, 255, 255, 255, 'x')),
                "key 'k', frame 2 at byte 10: claims a length of 18446744073709551615 bytes;"
                        + " a frame has at most 2147483639");
        assertReported(
                bytes(0, 0, 0, 128, 0, 0, 0, 0),
                "key 'k', frame 1 at byte 0: claims a length of 2147483648 bytes;" + " a frame has at most 2147483639");
        assertReported(
                bytes(247, 255, 255, 127, 0, 0, 0, 0, 1, 2),
                "key 'k', frame 1 at byte 0: claims a length of 2147483639 bytes; 2 bytes are left");
    }

    /** All of them are one mebibyte. */
    @Test
    void namesTheSizeOfFramesThatNoArrayHolds() {
        List<ByteBuffer> frames = Collections.nCopies(2048, ByteBuffer.allocate(1 << 20));
        assertThatThrownBy(() -> Frames.joined(frames))
                .isInstanceOf(IOException.class)
                .hasMessage("the value has 2147483648 bytes in frames, and at most 2147483639 can be set or gathered"
                        + " at once; append it instead");
    }

    @Test
    void namesATruncatedLength() throws IOException {
        assertReported(
                frames(frame("ab"), bytes(1, 0, 0)),
                "key 'k', frame 2 at byte 10: ends after 3 bytes of its 8 byte length");
    }

    @Test
    void namesAPayloadThatCannotBeDecodedAndGivesTheCause() throws IOException {
        Throwable failure = assertReported(
                frames(frame("ab"), frame("!")),
                "key 'k', frame 2 at byte 10: payload of 1 bytes cannot be decoded: the test does not decode !");
        assertThat(failure).hasRootCauseMessage("the test does not decode !");
    }

    @Test
    void aPayloadDecodedToNullIsNoEndOfTheValue() throws IOException {
        assertReported(
                frames(frame("ab"), frame("?"), frame("cd")),
                "key 'k', frame 2 at byte 10: payload of 1 bytes cannot be decoded: the codec returned null");
    }

    @Test
    void aReadThatFailsInAFrameIsNotResumedInIt() throws IOException {
        byte[] whole = frames(frame("ab"), frame("12345678 is no frame, nor is what follows"));
        for (int failAt = 0; failAt < whole.length; failAt++) {
            Frames frames = new Frames("k", new FailingOnce(whole, failAt));
            boolean first = failAt < 10;
            if (!first) {
                byte[] piece = frames.next(payload -> payload);
                assertThat(piece).isEqualTo(text("ab"));
            }
            assertThatThrownBy(() -> frames.next(payload -> payload))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("disk gone");
            assertThatThrownBy(() -> frames.next(payload -> payload))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage(
                            "key 'k', frame %d at byte %d: could not be read: disk gone", first ? 1 : 2, first ? 0 : 10)
                    .hasRootCauseMessage("disk gone");
        }
    }

    @Test
    void whatIsNotThePayloadsFaultIsNotCalledDamage() throws IOException {
        byte[] whole = frames(frame("ab"), frame("cd"));
        for (Throwable failure : List.of(
                new InterruptedIOException("interrupted"),
                new ClosedByInterruptException(),
                new StoreClosedException("a store"),
                new FileSystemException("/tmp/scratch", null, "no space left on device"),
                new OutOfMemoryError("Java heap space"))) {
            Frames frames = new Frames("k", new ByteArrayInputStream(whole));
            assertThatThrownBy(() -> frames.next(payload -> {
                        if (failure instanceof Error e) {
                            throw e;
                        }
                        throw (IOException) failure;
                    }))
                    .isSameAs(failure);
            assertThatThrownBy(() -> frames.next(payload -> payload))
                    .as("the frame after it is not taken for it")
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageStartingWith("key 'k', frame 1 at byte 0: could not be decoded: ")
                    .hasRootCause(failure);
        }
    }

    @Test
    void aValueCutAnywhereIsItsFirstFramesOrAnError() throws IOException {
        byte[] whole = frames(frame("first"), frame(""), frame("second piece"), frame("3"));
        List<Integer> ends = List.of(0, 13, 21, 41, 50);
        for (int length = 0; length <= whole.length; length++) {
            try (Store store = Partd.memory();
                    Store reversed = store.with(new Reversing())) {
                store.append("k", Arrays.copyOf(whole, length));
                if (ends.contains(length)) {
                    assertThat(reversed.get("k")).hasSize(length - 8 * ends.indexOf(length));
                } else {
                    assertThat(allReads(reversed))
                            .allSatisfy(failure -> assertThat(failure)
                                    .isInstanceOf(CorruptDataException.class)
                                    .hasMessageStartingWith("key 'k', frame "));
                }
            }
        }
    }

    @Test
    void noFlippedBitInALengthIsReadAsData() throws IOException {
        byte[] whole = frames(frame("first"), frame("second piece"), frame("3"));
        int[] headers = {0, 13, 33};
        for (int header : headers) {
            for (int bit = 0; bit < 64; bit++) {
                byte[] flipped = whole.clone();
                flipped[header + bit / 8] ^= (byte) (1 << bit % 8);
                try (Store store = Partd.memory();
                        Store reversed = store.with(new Reversing())) {
                    store.append("k", flipped);
                    assertThat(allReads(reversed))
                            .allSatisfy(failure -> assertThat(failure).isInstanceOf(CorruptDataException.class));
                }
            }
        }
    }

    @Test
    void garbageIsNeverAnythingButReported() throws IOException {
        long seed = 20_261_123;
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            byte[] garbage = new byte[random.nextInt(1, 60)];
            random.nextBytes(garbage);
            if (random.nextBoolean() && garbage.length > 8) {
                Arrays.fill(garbage, 1, 8, (byte) 0);
            }
            try (Store store = Partd.memory();
                    Store zipped = store.with(Zlib.codec())) {
                store.append("k", garbage);
                assertThat(allReads(zipped))
                        .as("seed %d, round %d", seed, i)
                        .allSatisfy(failure -> assertThat(failure).isInstanceOf(CorruptDataException.class));
            }
        }
    }

    @Test
    void randomPiecesComeBackPieceByPiece() throws IOException {
        long seed = 7;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            try (Store store = Partd.memory();
                    Store zipped = store.with(Zlib.codec())) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                int pieces = random.nextInt(10);
                for (int i = 0; i < pieces; i++) {
                    byte[] piece = new byte[random.nextInt(1, 5_000)];
                    if (random.nextBoolean()) {
                        random.nextBytes(piece);
                    }
                    zipped.append("k", piece);
                    all.writeBytes(piece);
                }
                assertThat(zipped.get("k")).as("seed %d, round %d", seed, round).isEqualTo(all.toByteArray());
                try (Stream<byte[]> stream = zipped.stream("k")) {
                    assertThat(stream).as("seed %d, round %d", seed, round).hasSize(pieces);
                }
            }
        }
    }

    @Test
    void popOfWhatCannotBeDecodedDeletesNothing() throws IOException {
        try (Store store = Partd.memory();
                Store reversed = store.with(new Reversing())) {
            reversed.append("good", text("value"));
            store.append("k", bytes(9, 0, 0, 0, 0, 0, 0, 0, 'x'));
            assertThatThrownBy(() -> reversed.pop(List.of("good", "k"))).isInstanceOf(CorruptDataException.class);
            assertThat(reversed.get("good")).isEqualTo(text("value"));
            assertThat(store.size("k")).isEqualTo(9);
        }
    }

    @Test
    void aLargeFrameIsReadWhole() throws IOException {
        byte[] large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        try (Store store = Partd.memory();
                Store reversed = store.with(new Reversing())) {
            reversed.append("k", large);
            try (InputStream in = reversed.open("k")) {
                assertThat(in.readAllBytes()).isEqualTo(large);
            }
        }
    }

    private static Throwable assertReported(byte[] stored, String message) throws IOException {
        try (Store store = Partd.memory();
                Store reversed = store.with(new Reversing())) {
            store.append("k", stored);
            assertThat(allReads(reversed))
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(CorruptDataException.class)
                            .hasMessage(message));
            return catchThrowable(() -> reversed.get("k"));
        }
    }

    /** What each way to read the key {@code k} throws. */
    private static List<Throwable> allReads(Store store) throws IOException {
        try (InputStream in = store.open("k");
                Stream<byte[]> pieces = store.stream("k")) {
            return Stream.of(
                            catchThrowable(() -> store.get("k")),
                            catchThrowable(() -> store.pop("k")),
                            catchThrowable(in::readAllBytes),
                            catchThrowable(in::read),
                            unwrapped(catchThrowable(pieces::toList)))
                    .toList();
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        assertThat(failure).isInstanceOf(UncheckedIOException.class);
        return failure.getCause();
    }

    private static byte[] frame(String payload) {
        return ByteBuffer.allocate(8 + payload.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(payload.length())
                .put(text(payload))
                .array();
    }

    private static byte[] frames(byte[]... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            out.writeBytes(frame);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes of which one cannot be read the first time. */
    private static final class FailingOnce extends InputStream {

        private final byte[] bytes;
        private final int failAt;
        private boolean failed;
        private int position;

        private FailingOnce(byte[] bytes, int failAt) {
            this.bytes = bytes;
            this.failAt = failAt;
        }

        @Override
        public int read() throws IOException {
            if (position == failAt && !failed) {
                failed = true;
                throw new IOException("disk gone");
            }
            return position < bytes.length ? bytes[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int next = count == 0 ? -1 : read();
            if (next < 0) {
                return count == 0 ? 0 : -1;
            }
            target[offset] = (byte) next;
            return 1;
        }
    }

    /** Encodes bytes backwards. */
    private static final class Reversing implements ByteCodec {

        @Override
        public byte[] encode(byte[] bytes) {
            return reversed(bytes);
        }

        @Override
        public byte[] decode(byte[] payload) {
            if (payload.length == 1 && payload[0] == '!') {
                throw new IllegalStateException("the test does not decode !");
            }
            return payload.length == 1 && payload[0] == '?' ? nothing() : reversed(payload);
        }

        @SuppressWarnings("NullAway")
        private static byte[] nothing() {
            return null;
        }

        @Override
        public String toString() {
            return "Reversing";
        }

        private static byte[] reversed(byte[] bytes) {
            byte[] reversed = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                reversed[i] = bytes[bytes.length - 1 - i];
            }
            return reversed;
        }
    }
}
