package io.partd.codecs.compression;

import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.Store;
import io.partd.StoreContract;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.ByteCodec;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract of stores, for each compression over one. */
final class CompressedStoreContractTest {

    /** A codec over a store in memory, which can be opened again. */
    abstract static class OverMemory extends StoreContract {

        private @Nullable KeptStore kept;

        @Override
        protected final Store make() {
            kept = new KeptStore(Partd.memory());
            return over(kept.handle());
        }

        @Override
        protected final @Nullable Store reopen() {
            return kept == null ? null : over(kept.handle());
        }

        Store over(Store store) {
            return store.with(codec());
        }

        abstract ByteCodec codec();

        @Override
        protected String shown() {
            return codec() + "\\(Memory\\)";
        }
    }

    @Nested
    final class Bz2OverMemory extends OverMemory {

        @Override
        ByteCodec codec() {
            return Bz2.codec();
        }
    }

    @Nested
    final class SnappyOverMemory extends OverMemory {

        @Override
        ByteCodec codec() {
            return Snappy.codec();
        }
    }

    @Nested
    final class BloscOverMemory extends OverMemory {

        @Override
        ByteCodec codec() {
            return Blosc.codec();
        }
    }

    @Nested
    final class ZstdOverMemory extends OverMemory {

        @Override
        ByteCodec codec() {
            return Zstd.codec();
        }
    }

    @Nested
    final class Lz4OverMemory extends OverMemory {

        @Override
        ByteCodec codec() {
            return Lz4.codec();
        }
    }

    @Nested
    final class SeveralOverABuffer extends OverMemory {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("3k")).with(Blosc.codec()).with(Zlib.codec());
        }

        @Override
        ByteCodec codec() {
            return Zlib.codec();
        }

        @Override
        protected String shown() {
            return "Zlib\\(Blosc\\(Buffer\\[3k\\]\\(Memory\\)\\)\\)";
        }
    }

    @Nested
    final class SnappyOverFile extends StoreContract {

        @TempDir
        private Path directory;

        @Override
        protected Store make() throws IOException {
            return Partd.file(directory.resolve("dataset")).with(Snappy.codec());
        }

        @Override
        protected Store reopen() throws IOException {
            return make();
        }

        @Override
        protected String shown() {
            return "Snappy\\(File\\([^()]*dataset\\)\\)";
        }
    }
}
