package io.partd.log;

import io.partd.Durability;
import io.partd.Store;
import io.partd.StoreContract;
import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract, for the log and what layers make of it, also with sizes that make everything happen all the time. */
final class LogContractTest {

    private static final String LOG = "Log\\([^()]*dataset\\)";

    /** A composition over a log. */
    abstract static class OverLog extends StoreContract {

        @TempDir
        private Path directory;

        @Override
        protected final Store make() throws IOException {
            return over(LogStore.open(directory.resolve("dataset"), durability(), options()));
        }

        @Override
        protected final Store reopen() throws IOException {
            return make();
        }

        Log.Options options() {
            return Log.Options.STANDARD;
        }

        Durability durability() {
            return Durability.NEVER;
        }

        Store over(Store store) {
            return store;
        }

        @Override
        protected String shown() {
            return LOG;
        }
    }

    @Nested
    final class PlainLog extends OverLog {}

    @Nested
    final class LogOfSmallSegments extends OverLog {

        @Override
        Log.Options options() {
            return new Log.Options(2000, 7);
        }
    }

    @Nested
    final class LogThatListsEveryRecord extends OverLog {

        @Override
        Log.Options options() {
            return new Log.Options(64 << 10, 1);
        }
    }

    @Nested
    final class LogThatSyncsEveryBatch extends OverLog {

        @Override
        Durability durability() {
            return Durability.BATCH;
        }
    }

    @Nested
    final class BufferOverLog extends OverLog {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("64k"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[64k\\]\\(" + LOG + "\\)";
        }
    }

    @Nested
    final class TinyBufferOverLogOfSmallSegments extends OverLog {

        @Override
        Log.Options options() {
            return new Log.Options(2000, 7);
        }

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("2k"));
        }

        @Override
        protected String shown() {
            return "Buffer\\[2k\\]\\(" + LOG + "\\)";
        }
    }

    @Nested
    final class ZlibOverBufferOverLog extends OverLog {

        @Override
        Store over(Store store) {
            return store.with(WriteBuffer.of("8k")).with(Zlib.codec());
        }

        @Override
        protected String shown() {
            return "Zlib\\(Buffer\\[8k\\]\\(" + LOG + "\\)\\)";
        }
    }
}
