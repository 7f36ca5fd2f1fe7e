package io.partd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.buffer.WriteBuffer;
import io.partd.codec.ByteCodec;
import io.partd.codec.Codec;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every store promises whose dataset remembers its codecs. */
public abstract class CodecMemoryContract {

    private static final byte[] VALUE = "bergen, oslo, bergen, oslo, bergen".getBytes(UTF_8);
    private static final ByteCodec PLAIN = new PlainCodec(Optional.of("plain"));

    /** Opens another handle on the same dataset. */
    protected abstract Store open() throws IOException;

    private Store zlib() throws IOException {
        return open().with(Zlib.codec());
    }

    private void write() throws IOException {
        try (Store store = zlib()) {
            store.append("oslo", VALUE);
        }
    }

    private static void assertRefused(Store store, String used) {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store.append("oslo", VALUE),
                () -> store.append("new", VALUE),
                () -> store.iset("new", VALUE),
                () -> store.claim(Set.of("new")),
                () -> store.get("oslo"),
                () -> store.get("absent"),
                () -> store.pop("oslo"),
                () -> store.open("oslo").close(),
                () -> store.stream("oslo").close())) {
            assertThatThrownBy(call)
                    .isInstanceOf(CodecMismatchException.class)
                    .hasMessageEndingWith(" has values that are encoded by zlib, and is used " + used + "; use it with"
                            + " zlib, or as raw() to handle the bytes as they are stored");
        }
    }

    @Test
    void theSameCodecReadsWhatItWrote() throws IOException {
        write();
        try (Store again = zlib()) {
            again.append("oslo", VALUE);
            assertThat(again.get("oslo")).hasSize(2 * VALUE.length).startsWith(VALUE);
        }
    }

    @Test
    void noCodecIsRefused() throws IOException {
        write();
        try (Store bare = open()) {
            assertRefused(bare, "without a codec");
            assertThat(bare.keys()).containsExactly("oslo");
            assertThat(bare.size("oslo")).isPositive();
        }
        try (Store again = zlib()) {
            assertThat(again.get("oslo")).isEqualTo(VALUE);
        }
    }

    @Test
    void anotherCodecIsRefused() throws IOException {
        write();
        try (Store other = open().with(PLAIN)) {
            assertRefused(other, "with plain");
        }
        try (Store twice = zlib().with(PLAIN)) {
            assertRefused(twice, "with plain,zlib");
        }
        try (Store again = zlib()) {
            assertThat(again.get("oslo")).isEqualTo(VALUE);
        }
    }

    @Test
    void partdsOverOneStoreAreApart() throws IOException {
        try (Store store = open()) {
            Store one = store.with(Zlib.codec());
            Store same = store.with(Zlib.codec());
            Store other = store.with(PLAIN);
            one.append("oslo", VALUE);
            same.append("oslo", VALUE);
            assertThat(one.get("oslo")).hasSize(2 * VALUE.length);
            assertThat(same.get("oslo")).hasSize(2 * VALUE.length);
            assertRefused(other, "with plain");
            assertRefused(store, "without a codec");
            assertThat(codecs(store)).contains("zlib");
            store.drop();
            other.append("oslo", VALUE);
            assertThat(other.get("oslo")).isEqualTo(VALUE);
            assertThat(codecs(store)).contains("plain");
            assertThatThrownBy(() -> one.append("oslo", VALUE))
                    .isInstanceOf(CodecMismatchException.class)
                    .hasMessageContaining("encoded by plain, and is used with zlib; use it with plain");
        }
    }

    @Test
    void partdsOverOneBufferAreApart() throws IOException {
        try (Store buffer = open().with(WriteBuffer.of("1m"))) {
            Store one = buffer.with(Zlib.codec());
            Store same = buffer.with(Zlib.codec());
            Store other = buffer.with(PLAIN);
            one.append("oslo", VALUE);
            same.append("oslo", VALUE);
            assertThat(one.get("oslo")).hasSize(2 * VALUE.length);
            assertRefused(other, "with plain");
            assertRefused(buffer, "without a codec");
            same.append("oslo", VALUE);
            buffer.flush();
            one.append("oslo", VALUE);
            assertThat(same.get("oslo")).hasSize(4 * VALUE.length);
            buffer.drop();
            other.append("oslo", VALUE);
            assertThatThrownBy(() -> one.append("oslo", VALUE)).isInstanceOf(CodecMismatchException.class);
            assertThat(other.get("oslo")).isEqualTo(VALUE);
        }
        try (Store other = open().with(PLAIN)) {
            assertThat(other.get("oslo")).isEqualTo(VALUE);
        }
    }

    @Test
    void theOrderOfBufferAndCodecsDoesNotCount() throws IOException {
        try (Partd<String> texts = open().with(WriteBuffer.of("1m"))
                .with(Zlib.codec())
                .with(WriteBuffer.of("1m"))
                .with(new TextCodec())) {
            texts.append("oslo", "a");
        }
        try (Partd<String> texts = zlib().with(new TextCodec())) {
            assertThat(texts.get("oslo")).isEqualTo("a");
        }
        try (Store store = open()) {
            assertThat(codecs(store)).contains("text,zlib");
        }
    }

    @Test
    void aHandleChangesNothingAboutTheStoreItIsOf() throws IOException {
        write();
        try (Store store = open()) {
            assertThat(store.raw().get("oslo")).isNotEmpty();
            assertThat(store.encodedBy("zlib").get("oslo")).isNotEmpty();
            assertThat(store.raw().encodedBy("plain").get("oslo")).isNotEmpty();
            assertRefused(store, "without a codec");
        }
    }

    @Test
    void closingAHandleClosesItsStore() throws IOException {
        for (boolean raw : List.of(true, false)) {
            Store store = open();
            (raw ? store.raw() : store.with(Zlib.codec())).close();
            assertThatThrownBy(() -> store.get("oslo")).isInstanceOf(StoreClosedException.class);
            store.close();
        }
        Store store = open();
        Store handle = store.with(Zlib.codec());
        store.close();
        assertThatThrownBy(() -> handle.append("oslo", VALUE)).isInstanceOf(StoreClosedException.class);
        handle.close();
    }

    /** It may handle what no codec is over, as before; what remembers codecs is refused, unless it is told. */
    @Test
    void aDecoratorThatMakesNoHandlesIsToldNothing() throws IOException {
        try (Store first = new OneByteStore(open()).with(Zlib.codec())) {
            first.append("oslo", VALUE);
            assertThat(first.get("oslo")).isEqualTo(VALUE);
            assertThat(codecs(first)).isEmpty();
            first.drop();
        }
        write();
        try (Store untold = new OneByteStore(open()).with(Zlib.codec());
                Store told = new OneByteStore(open().encodedBy("zlib")).with(Zlib.codec())) {
            assertThatThrownBy(() -> untold.get("oslo")).isInstanceOf(CodecMismatchException.class);
            assertThat(told.get("oslo")).isEqualTo(VALUE);
        }
    }

    @Test
    void theWholeChainIsRemembered() throws IOException {
        try (Partd<String> texts = zlib().with(new TextCodec())) {
            texts.append("oslo", "a");
        }
        try (Store store = open()) {
            assertThat(codecs(store)).contains("text,zlib");
        }
        try (Store inner = zlib()) {
            assertThatThrownBy(() -> inner.get("oslo"))
                    .isInstanceOf(CodecMismatchException.class)
                    .hasMessageContaining("encoded by text,zlib, and is used with zlib;");
        }
        try (Partd<String> texts = zlib().with(new TextCodec())) {
            texts.append("oslo", "b");
            assertThat(texts.get("oslo")).isEqualTo("ab");
        }
    }

    @Test
    void aBufferDoesNotCountAndRefusesAtOnce() throws IOException {
        write();
        try (Store buffered = open().with(WriteBuffer.of("1m")).with(Zlib.codec())) {
            buffered.append("oslo", VALUE);
            assertThat(buffered.get("oslo")).hasSize(2 * VALUE.length);
        }
        try (Store bare = open().with(WriteBuffer.of("1m"))) {
            assertThatThrownBy(() -> bare.append("new", VALUE)).isInstanceOf(CodecMismatchException.class);
            assertThatThrownBy(() -> bare.get("oslo")).isInstanceOf(CodecMismatchException.class);
        }
    }

    @Test
    void aBufferedAppendHasTheCodecRememberedAtOnce() throws IOException {
        try (Store buffered = open().with(WriteBuffer.of("1m")).with(Zlib.codec());
                Store other = open()) {
            buffered.append("oslo", VALUE);
            assertThat(codecs(other)).contains("zlib");
            assertThatThrownBy(() -> other.append("oslo", VALUE)).isInstanceOf(CodecMismatchException.class);
        }
    }

    @Test
    void rawReadsAndWritesWhatIsStored() throws IOException {
        write();
        try (Store raw = open().raw()) {
            byte[] stored = raw.get("oslo");
            raw.append("copy", stored);
            try (InputStream in = raw.open("copy")) {
                assertThat(in.readAllBytes()).isEqualTo(stored);
            }
        }
        try (Store again = zlib()) {
            assertThat(again.get("copy")).isEqualTo(VALUE);
            assertThat(again.raw().get("copy")).isEqualTo(VALUE);
        }
    }

    @Test
    void readingAndOpeningAreNotRememberedAndABareAppendIsNot() throws IOException {
        try (Store reader = open().with(PLAIN)) {
            assertThat(reader.get("oslo")).isEmpty();
            assertThat(codecs(reader)).isEmpty();
            reader.append("oslo", new byte[0]);
            assertThat(reader.iset("oslo", new byte[0])).isFalse();
            assertThat(codecs(reader)).isEmpty();
        }
        try (Store bare = open()) {
            bare.append("oslo", VALUE);
            assertThat(codecs(bare)).isEmpty();
        }
        try (Store over = open().with(PLAIN)) {
            over.append("bern", VALUE);
            assertThat(codecs(over)).isEmpty();
        }
    }

    @Test
    void aCodecWithoutANameIsNotRemembered() throws IOException {
        try (Store store = open().with(new PlainCodec(Optional.empty()))) {
            store.append("oslo", VALUE);
            assertThat(codecs(store)).isEmpty();
        }
        try (Store store = open().with(new PlainCodec(Optional.empty()))) {
            assertThat(store.get("oslo")).isEqualTo(VALUE);
        }
    }

    @Test
    void aDroppedDatasetForgets() throws IOException {
        write();
        try (Store bare = open();
                Store before = zlib()) {
            assertThat(before.get("oslo")).isEqualTo(VALUE);
            bare.drop();
            assertThat(codecs(bare)).isEmpty();
            try (Store other = open().with(PLAIN)) {
                other.append("oslo", VALUE);
                assertThat(codecs(other)).contains("plain");
            }
        }
        try (Store other = open().with(PLAIN)) {
            assertThat(other.get("oslo")).isEqualTo(VALUE);
        }
    }

    @Test
    void theOneWhoDropsHasItRememberedAnew() throws IOException {
        try (Store store = zlib()) {
            store.append("oslo", VALUE);
            store.drop();
            store.append("oslo", VALUE);
            assertThat(codecs(store)).contains("zlib");
        }
        try (Store bare = open()) {
            assertThatThrownBy(() -> bare.get("oslo")).isInstanceOf(CodecMismatchException.class);
        }
    }

    @Test
    void deletedKeysAndCompactionForgetNothing() throws IOException {
        try (Store store = zlib()) {
            byte[] large = new byte[3 << 20];
            new Random(1).nextBytes(large);
            store.append("large", large);
            store.append("oslo", VALUE);
            store.compact();
            assertThat(codecs(store)).contains("zlib");
            store.delete(List.of("large", "oslo"));
            assertThat(codecs(store)).contains("zlib");
        }
        try (Store bare = open()) {
            assertThatThrownBy(() -> bare.append("oslo", VALUE)).isInstanceOf(CodecMismatchException.class);
        }
    }

    @Test
    void ofTwoWhoOpenAnEmptyDatasetOneIsRefused() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (Store first = zlib();
                    Store second = open().with(PLAIN)) {
                CyclicBarrier both = new CyclicBarrier(2);
                ExecutorService threads = Executors.newFixedThreadPool(2);
                try {
                    List<Future<Boolean>> done =
                            List.of(threads.submit(appended(first, both)), threads.submit(appended(second, both)));
                    boolean one = done.get(0).get();
                    boolean other = done.get(1).get();
                    assertThat(one).isNotEqualTo(other);
                    assertThat(codecs(first)).contains(one ? "zlib" : "plain");
                    assertThat((one ? first : second).get("oslo")).isEqualTo(VALUE);
                } finally {
                    threads.shutdown();
                }
                first.drop();
            }
        }
    }

    private static Callable<Boolean> appended(Store store, CyclicBarrier both) {
        return () -> {
            both.await();
            try {
                store.append("oslo", VALUE);
                return true;
            } catch (CodecMismatchException e) {
                return false;
            }
        };
    }

    @Test
    void entriesAreSetOnceAndAreNoKeys() throws IOException {
        try (Store store = open();
                Store other = open()) {
            Metadata metadata = store.metadata().orElseThrow();
            byte[] bytes = {0, -1, '\n', 7};
            assertThat(metadata.entries()).isEmpty();
            assertThat(metadata.putIfAbsent("shuffle.header", bytes)).isTrue();
            assertThat(metadata.putIfAbsent("shuffle.header", new byte[] {1})).isFalse();
            store.append("oslo", VALUE);
            assertThat(metadata.putIfAbsent("by", "city".getBytes(UTF_8))).isTrue();
            assertThat(other.metadata().orElseThrow().entries()).containsOnlyKeys("by", "shuffle.header");
            assertThat(other.metadata().orElseThrow().entries().get("shuffle.header"))
                    .isEqualTo(bytes);
            assertThat(other.get("oslo")).isEqualTo(VALUE);
            store.append("oslo", VALUE);
            assertThat(other.get("oslo")).hasSize(2 * VALUE.length);
            assertThat(other.keys()).containsExactly("oslo");
        }
        try (Store again = open()) {
            assertThat(again.metadata().orElseThrow().entries()).containsOnlyKeys("by", "shuffle.header");
            assertThat(again.get("oslo")).hasSize(2 * VALUE.length);
            again.drop();
            assertThat(again.metadata().orElseThrow().entries()).isEmpty();
        }
    }

    @Test
    void entriesThatMakeNoSenseAreRefused() throws IOException {
        try (Store store = open()) {
            Metadata metadata = store.metadata().orElseThrow();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> metadata.putIfAbsent("Two words", new byte[1]))
                    .withMessage("metadata cannot have the name 'Two words'; use up to 64 of a-z, 0-9, '.' and '-', and"
                            + " begin with a letter");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> metadata.putIfAbsent("a", new byte[0]))
                    .withMessage("metadata 'a' of 0 bytes; 1 to 65536 are possible");
            assertThatIllegalArgumentException().isThrownBy(() -> metadata.putIfAbsent("a", new byte[65_537]));
            assertThat(metadata.entries()).isEmpty();
        }
    }

    /** Returns what a dataset remembers. */
    protected static Optional<String> codecs(Store store) throws IOException {
        return Optional.ofNullable(store.metadata().orElseThrow().entries().get(Metadata.CODECS))
                .map(bytes -> new String(bytes, UTF_8));
    }

    /** Of texts. */
    private static final class TextCodec implements Codec<String> {

        @Override
        public byte[] encode(String value) {
            return value.getBytes(UTF_8);
        }

        @Override
        public String decode(byte[] payload) {
            return new String(payload, UTF_8);
        }

        @Override
        public String join(List<String> values) {
            return String.join("", values);
        }

        @Override
        public Optional<String> codecName() {
            return Optional.of("text");
        }
    }
}
