package io.partd;

import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import io.partd.log.SmallLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations on each composition, compared step by step with a plain map. A failure names the seed of its
 * sequence; {@code -Dpartd.model.seed=…} runs that one alone. {@code -Dpartd.model.sequences=…} sets how many run per
 * composition.
 */
@Timeout(600)
@Tag("sampled")
final class ModelTest {

    @TempDir
    private Path directory;

    /** What is at the bottom of a composition. */
    enum Bottom {
        MEMORY,
        FILE,
        LOG,
        SMALL_LOG
    }

    /** What is tested, over a store that can be opened again. */
    record Composition(String name, Bottom bottom, UnaryOperator<Store> layers) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Composition> compositions() {
        return Stream.of(
                new Composition("Memory", Bottom.MEMORY, store -> store),
                new Composition("Buffer over memory", Bottom.MEMORY, store -> store.with(WriteBuffer.of("1m"))),
                new Composition("Small buffer over memory", Bottom.MEMORY, store -> store.with(WriteBuffer.of("6k"))),
                new Composition("Tiny buffer over memory", Bottom.MEMORY, store -> store.with(WriteBuffer.of("1800"))),
                new Composition(
                        "Buffer over buffer",
                        Bottom.MEMORY,
                        store -> store.with(WriteBuffer.of("16k")).with(WriteBuffer.of("3k"))),
                new Composition("Zlib over memory", Bottom.MEMORY, store -> store.with(Zlib.codec())),
                new Composition(
                        "Zlib over one byte reads", Bottom.MEMORY, store -> new OneByteStore(store).with(Zlib.codec())),
                new Composition(
                        "Zlib over small buffer",
                        Bottom.MEMORY,
                        store -> store.with(WriteBuffer.of("5k")).with(Zlib.codec())),
                new Composition(
                        "Small buffer over zlib",
                        Bottom.MEMORY,
                        store -> store.with(Zlib.codec()).with(WriteBuffer.of("5k"))),
                new Composition(
                        "Small buffer over failing memory",
                        Bottom.MEMORY,
                        store -> new FailingStore(store, 3).with(WriteBuffer.of("6k"))),
                new Composition(
                        "Zlib over failing memory",
                        Bottom.MEMORY,
                        store -> new FailingStore(store, 7).with(Zlib.codec())),
                new Composition("File", Bottom.FILE, store -> store),
                new Composition("Small buffer over file", Bottom.FILE, store -> store.with(WriteBuffer.of("6k"))),
                new Composition("Zlib over file", Bottom.FILE, store -> store.with(Zlib.codec())),
                new Composition(
                        "Small buffer over zlib over file",
                        Bottom.FILE,
                        store -> store.with(Zlib.codec()).with(WriteBuffer.of("6k"))),
                new Composition(
                        "Zlib over buffer over file",
                        Bottom.FILE,
                        store -> store.with(WriteBuffer.of("20k")).with(Zlib.codec())),
                new Composition("Log", Bottom.LOG, store -> store),
                new Composition("Small buffer over log", Bottom.LOG, store -> store.with(WriteBuffer.of("6k"))),
                new Composition("Log of small segments", Bottom.SMALL_LOG, store -> store),
                new Composition(
                        "Small buffer over log of small segments",
                        Bottom.SMALL_LOG,
                        store -> store.with(WriteBuffer.of("6k"))),
                new Composition(
                        "Zlib over log of small segments", Bottom.SMALL_LOG, store -> store.with(Zlib.codec())));
    }

    @ParameterizedTest
    @MethodSource("compositions")
    void behavesAsAPlainMap(Composition composition) throws IOException {
        Long only = Long.getLong("partd.model.seed");
        int sequences = Integer.getInteger(
                "partd.model.sequences",
                composition.bottom == Bottom.MEMORY ? Sample.times(40, 160) : Sample.times(15, 60));
        for (int i = 0; i < sequences; i++) {
            long seed = only == null ? 1_000L * composition.name().hashCode() + i : only;
            Path dataset = directory.resolve("dataset" + i);
            KeptStore kept = composition.bottom == Bottom.MEMORY ? new KeptStore(Partd.memory()) : null;
            new ModelSequence(composition.name(), seed, () -> open(composition, kept, dataset)).run();
        }
    }

    private static Store open(Composition composition, @Nullable KeptStore kept, Path directory) throws IOException {
        return composition.layers.apply(
                switch (composition.bottom) {
                    case MEMORY -> Objects.requireNonNull(kept).handle();
                    case FILE -> Partd.file(directory);
                    case LOG -> Partd.log(directory);
                    case SMALL_LOG -> SmallLog.open(directory);
                });
    }
}
