package io.partd.pandas;

import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The contract on tables in columns, over several stores. The allocators fail if a table is not closed. */
final class PandasColumnsContractTest {

    abstract static class OfColumns extends PartdContract<List<Long>> {

        private final BufferAllocator given = new RootAllocator();
        private final BufferAllocator read = new RootAllocator();
        private @Nullable KeptStore kept;

        abstract Store bottom() throws IOException;

        @Override
        protected final Partd<List<Long>> make() throws IOException {
            kept = new KeptStore(bottom());
            return over(kept.handle());
        }

        @Override
        protected final @Nullable Partd<List<Long>> reopen() {
            return kept == null ? null : over(kept.handle());
        }

        private Partd<List<Long>> over(Store store) {
            return new NumbersPartd(store.with(PandasColumns.layer(read)), given);
        }

        @AfterEach
        void nothingIsLeftOpen() {
            given.close();
            read.close();
        }

        @Override
        protected List<Long> value(int number) {
            return List.of((long) number, number + 1L, -7L);
        }

        @Override
        protected List<Long> joined(List<List<Long>> values) {
            return values.stream().flatMap(List::stream).toList();
        }

        @Override
        protected List<?> sortedPieces(List<Long> value) {
            return value.stream().sorted().toList();
        }
    }

    @Nested
    final class OverMemory extends OfColumns {

        @Override
        Store bottom() {
            return Partd.memory();
        }

        @Override
        protected String shown() {
            return "PandasColumns\\(Memory\\)";
        }
    }

    @Nested
    final class OverZlibAndABuffer extends OfColumns {

        @Override
        Store bottom() {
            return Partd.memory().with(WriteBuffer.of("1g")).with(Zlib.codec());
        }

        @Override
        protected String shown() {
            return "PandasColumns\\(Zlib\\(Buffer\\[1g\\]\\(Memory\\)\\)\\)";
        }
    }

    @Nested
    @EnabledOnOs(OS.LINUX)
    final class OverALog extends OfColumns {

        @TempDir
        private Path directory;

        @Override
        Store bottom() throws IOException {
            return Partd.log(directory.resolve("log"));
        }

        @Override
        protected String shown() {
            return "PandasColumns\\(Log\\(.*\\)\\)";
        }
    }

    @Nested
    @EnabledOnOs(OS.LINUX)
    final class OverFiles extends OfColumns {

        @TempDir
        private Path directory;

        @Override
        Store bottom() throws IOException {
            return Partd.file(directory.resolve("files"));
        }

        @Override
        protected String shown() {
            return "PandasColumns\\(File\\(.*\\)\\)";
        }
    }
}
