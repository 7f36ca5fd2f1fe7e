package io.partd.arrow;

import io.partd.KeptStore;
import io.partd.Partd;
import io.partd.PartdContract;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The contract on tables, over several stores. The allocators fail if a table is not closed. */
final class ArrowContractTest {

    abstract static class OfTables extends PartdContract<List<List<@Nullable Object>>> {

        private final BufferAllocator given = new RootAllocator();
        private final BufferAllocator read = new RootAllocator();
        private @Nullable KeptStore kept;

        abstract Store bottom() throws IOException;

        @Override
        protected final Partd<List<List<@Nullable Object>>> make() throws IOException {
            kept = new KeptStore(bottom());
            return over(kept.handle());
        }

        @Override
        protected final @Nullable Partd<List<List<@Nullable Object>>> reopen() {
            return kept == null ? null : over(kept.handle());
        }

        private Partd<List<List<@Nullable Object>>> over(Store store) {
            return new RowsPartd(store.with(ArrowTables.layer(read)), given);
        }

        @AfterEach
        void nothingIsLeftOpen() {
            given.close();
            read.close();
        }

        @Override
        protected List<List<@Nullable Object>> value(int number) {
            return List.of(Arrays.asList((long) number, "a" + number), Arrays.asList(null, null));
        }

        @Override
        protected List<List<@Nullable Object>> joined(List<List<List<@Nullable Object>>> values) {
            return values.stream().flatMap(List::stream).toList();
        }

        @Override
        protected List<?> sortedPieces(List<List<@Nullable Object>> value) {
            return value.stream().map(String::valueOf).sorted().toList();
        }
    }

    @Nested
    final class OverMemory extends OfTables {

        @Override
        Store bottom() {
            return Partd.memory();
        }

        @Override
        protected String shown() {
            return "Arrow\\(Memory\\)";
        }
    }

    @Nested
    @EnabledOnOs(OS.LINUX)
    final class OverZlibAndABufferedFile extends OfTables {

        @TempDir
        private Path directory;

        @Override
        Store bottom() throws IOException {
            return Partd.file(directory.resolve("files"))
                    .with(WriteBuffer.of("1m"))
                    .with(Zlib.codec());
        }

        @Override
        protected String shown() {
            return "Arrow\\(Zlib\\(Buffer\\[1m\\]\\(File\\(.*\\)\\)\\)\\)";
        }
    }

    @Nested
    @EnabledOnOs(OS.LINUX)
    final class OverALog extends OfTables {

        @TempDir
        private Path directory;

        @Override
        Store bottom() throws IOException {
            return Partd.log(directory.resolve("log"));
        }

        @Override
        protected String shown() {
            return "Arrow\\(Log\\(.*\\)\\)";
        }
    }

    @Nested
    @EnabledOnOs(OS.LINUX)
    final class OverFiles extends OfTables {

        @TempDir
        private Path directory;

        @Override
        Store bottom() throws IOException {
            return Partd.file(directory.resolve("files"));
        }

        @Override
        protected String shown() {
            return "Arrow\\(File\\(.*\\)\\)";
        }
    }
}
