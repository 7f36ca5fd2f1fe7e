package io.partd;

import io.partd.buffer.Buffer;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract, for every store and what layers make of it. */
final class CompositionContractTest {

    /** A composition over a store that can be opened again. */
    abstract static class OverKept extends StoreContract {

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

        Store bottom() throws IOException {
            return Partd.memory();
        }

        abstract Store over(Store store);
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
            return store.with(Buffer.of("1g"));
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
            return store.with(Buffer.of("4k"));
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
            return store.with(Buffer.of("1600"));
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
            return store.with(Buffer.of("0"));
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
            return store.with(Buffer.of("8k")).with(Buffer.of("2k"));
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
            return store.with(Buffer.of("3k")).with(Zlib.codec());
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
            return store.with(Zlib.codec()).with(Buffer.of("4k"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[4k\\]\\(Zlib\\(Memory\\)\\)";
        }
    }

    /** A composition over a file store. */
    abstract static class OverFile extends StoreContract {

        @TempDir
        private Path folder;

        @Override
        protected final Store make() throws IOException {
            return over(Partd.file(folder.resolve("dataset")));
        }

        @Override
        protected final Store reopen() throws IOException {
            return make();
        }

        abstract Store over(Store store);

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
            return store.with(Buffer.of("64k"));
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
            return store.with(Buffer.of("2k"));
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
            return store.with(Buffer.of("8k")).with(Zlib.codec());
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
            return store.with(Zlib.codec()).with(Buffer.of("4k"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[4k\\]\\(Zlib\\(" + FILE + "\\)\\)";
        }
    }
}
