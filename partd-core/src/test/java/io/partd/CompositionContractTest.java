package io.partd;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract, for every store and what layers make of it. */
final class CompositionContractTest {

    /** A composition over a store, of which each call fails in turn. */
    abstract static class Composition extends StoreContract {

        /** Makes an empty store to compose over. */
        abstract Store bottom() throws IOException;

        abstract Store over(Store store);

        @ParameterizedTest
        @EnumSource(FaultyStore.Fault.class)
        void aCallThatThrowsHadNoEffectOrIsOfUnknownOutcome(FaultyStore.Fault fault) throws IOException {
            boolean failed = true;
            for (int at = 0; failed; at++) {
                FaultyStore below = new FaultyStore(bottom(), fault, at);
                try (Store store = over(below)) {
                    store.drop();
                    failed = new FaultyWork(store, below, "call " + at + " fails").run();
                } catch (IOException e) {
                    // The drop, or the close of a buffer that tells of an unknown outcome once more.
                    assertThat(below.hasFailed()).isTrue();
                    assertThat(e).hasStackTraceContaining(FaultyStore.MESSAGE);
                }
            }
        }
    }

    /** Work in which the call of a store fails once. */
    private static final class FaultyWork {

        private final Store store;
        private final FaultyStore below;
        private final String fault;
        private Map<String, String> state = new TreeMap<>();

        FaultyWork(Store store, FaultyStore below, String fault) {
            this.store = store;
            this.below = below;
            this.fault = fault;
        }

        /** A change of the store. */
        @FunctionalInterface
        private interface Change {
            void on(Store store) throws IOException;
        }

        /** Does the work; returns whether a call has failed. */
        boolean run() throws IOException {
            step("append", to -> to.append("x", text("1")), Map.of("x", "1"));
            step("append to two", to -> to.append(Map.of("x", text("2"), "y", text("3"))), Map.of("x", "12", "y", "3"));
            step("flush", Store::flush, Map.of("x", "12", "y", "3"));
            step("append again", to -> to.append("y", text("4")), Map.of("x", "12", "y", "34"));
            step("iset", to -> to.iset("z", text("5")), Map.of("x", "12", "y", "34", "z", "5"));
            step("pop", to -> to.pop(List.of("x", "z")), Map.of("y", "34"));
            step("append to none", to -> to.append("x", text("6")), Map.of("x", "6", "y", "34"));
            step("open", to -> to.open("x").close(), Map.of("x", "6", "y", "34"));
            step("delete", to -> to.delete(List.of("y", "q")), Map.of("x", "6"));
            step("append before a drop", to -> to.append("y", text("7")), Map.of("x", "6", "y", "7"));
            step("drop", Store::drop, Map.of());
            step("append after a drop", to -> to.append("x", text("8")), Map.of("x", "8"));
            step("flush again", Store::flush, Map.of("x", "8"));
            return below.hasFailed();
        }

        private void step(String name, Change change, Map<String, String> after) throws IOException {
            boolean before = below.hasFailed();
            try {
                change.on(store);
                state = new TreeMap<>(after);
            } catch (IOException e) {
                String what = fault + ", " + name + " threw " + e;
                assertThat(below.hasFailed()).as(what).isTrue();
                below.heal();
                Map<String, String> found = contents();
                if (e instanceof OutcomeUnknownException) {
                    assertThat(found).as(what).isIn(state, after);
                } else {
                    assertThat(before).as(what).isFalse();
                    assertThat(found).as(what).isEqualTo(state);
                }
                redo(change, found, after);
            }
            if (below.hasFailed()) {
                below.heal();
                assertThat(contents()).as(fault + ", after " + name).isEqualTo(state);
            }
        }

        /** Does a step again if it had no effect; a buffer may tell of the failure once more. */
        private void redo(Change change, Map<String, String> found, Map<String, String> after) throws IOException {
            if (!found.equals(after)) {
                try {
                    change.on(store);
                } catch (OutcomeUnknownException e) {
                    change.on(store);
                }
            }
            state = new TreeMap<>(after);
        }

        private Map<String, String> contents() throws IOException {
            Map<String, String> contents = new TreeMap<>();
            for (String key : store.keys()) {
                contents.put(key, new String(store.get(key), StandardCharsets.US_ASCII));
            }
            return contents;
        }

        private static byte[] text(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** A composition over a store that can be opened again. */
    abstract static class OverKept extends Composition {

        private @Nullable KeptStore kept;

        @Override
        protected final Store make() throws IOException {
            kept = new KeptStore(bottom());
            return over(kept.handle());
        }

        @Override
        protected final @Nullable Store reopen() {
            return kept == null ? null : over(kept.handle());
        }

        @Override
        final Store bottom() {
            return Partd.memory();
        }
    }

    @Nested
    final class Memory extends StoreContract {

        @Override
        protected Store make() {
            return Partd.memory();
        }

        @Override
        protected @Nullable Store reopen() {
            return null;
        }

        @Override
        protected String shown() {
            return "Memory";
        }
    }

    @Nested
    final class MemoryThroughAHandle extends OverKept {

        @Override
        Store over(Store store) {
            return store;
        }

        @Override
        protected String shown() {
            return "Memory";
        }
    }

    @Nested
    final class BufferOverMemory extends OverKept {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("1g"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[1g\\]\\(Memory\\)";
        }
    }

    @Nested
    final class SmallBufferOverMemory extends OverKept {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("4k"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[4k\\]\\(Memory\\)";
        }
    }

    @Nested
    final class TinyBufferOverMemory extends OverKept {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("1600"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[1600\\]\\(Memory\\)";
        }
    }

    @Nested
    final class BufferOfNothing extends OverKept {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("0"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[0\\]\\(Memory\\)";
        }
    }

    @Nested
    final class BufferOverBuffer extends OverKept {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("8k")).with(WriteBuffer.of("2k"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[2k\\]\\(Buffer\\[8k\\]\\(Memory\\)\\)";
        }
    }

    @Nested
    final class ZlibOverMemory extends OverKept {

        @Override
        Store over(Store store) {
            return store.with(Zlib.codec());
        }

        @Override
        protected String shown() {
            return "Zlib\\(Memory\\)";
        }
    }

    @Nested
    final class ZlibOverOneByteReads extends OverKept {

        @Override
        Store over(Store store) {
            return new OneByteStore(store).with(Zlib.codec());
        }

        @Override
        protected String shown() {
            return "Zlib\\(Memory\\)";
        }
    }

    @Nested
    final class ZlibOverSmallBuffer extends OverKept {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("3k")).with(Zlib.codec());
        }

        @Override
        protected String shown() {
            return "Zlib\\(Buffer\\[3k\\]\\(Memory\\)\\)";
        }
    }

    @Nested
    final class BufferOverZlib extends OverKept {

        @Override
        Store over(Store store) {
            return store.with(Zlib.codec()).with(WriteBuffer.of("4k"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[4k\\]\\(Zlib\\(Memory\\)\\)";
        }
    }

    /** A composition over a file store. */
    abstract static class OverFile extends Composition {

        @TempDir
        private Path directory;

        @Override
        protected final Store make() throws IOException {
            return over(bottom());
        }

        @Override
        final Store bottom() throws IOException {
            return Partd.file(directory.resolve("dataset"));
        }

        @Override
        protected final Store reopen() throws IOException {
            return make();
        }

        static final String FILE = "File\\([^()]*dataset\\)";
    }

    @Nested
    final class File extends OverFile {

        @Override
        Store over(Store store) {
            return store;
        }

        @Override
        protected String shown() {
            return FILE;
        }
    }

    @Nested
    final class BufferOverFile extends OverFile {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("64k"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[64k\\]\\(" + FILE + "\\)";
        }
    }

    @Nested
    final class SmallBufferOverFile extends OverFile {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("2k"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[2k\\]\\(" + FILE + "\\)";
        }
    }

    @Nested
    final class ZlibOverFile extends OverFile {

        @Override
        Store over(Store store) {
            return store.with(Zlib.codec());
        }

        @Override
        protected String shown() {
            return "Zlib\\(" + FILE + "\\)";
        }
    }

    @Nested
    final class ZlibOverBufferOverFile extends OverFile {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("8k")).with(Zlib.codec());
        }

        @Override
        protected String shown() {
            return "Zlib\\(Buffer\\[8k\\]\\(" + FILE + "\\)\\)";
        }
    }

    @Nested
    final class BufferOverZlibOverFile extends OverFile {

        @Override
        Store over(Store store) {
            return store.with(Zlib.codec()).with(WriteBuffer.of("4k"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[4k\\]\\(Zlib\\(" + FILE + "\\)\\)";
        }
    }
}
