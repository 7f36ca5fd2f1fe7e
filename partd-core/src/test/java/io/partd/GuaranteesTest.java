package io.partd;

import static io.partd.Guarantee.APPENDS_SURVIVE_KILL;
import static io.partd.Guarantee.APPENDS_SURVIVE_POWER_LOSS;
import static io.partd.Guarantee.ATOMIC_BATCHES;
import static io.partd.Guarantee.ATOMIC_READS;
import static io.partd.Guarantee.CRASH_ATOMIC_BATCHES;
import static io.partd.Guarantee.EXCLUSIVE_SECTIONS;
import static io.partd.Guarantee.FLUSHES_SURVIVE_KILL;
import static io.partd.Guarantee.FLUSHES_SURVIVE_POWER_LOSS;
import static io.partd.Guarantee.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.buffer.WriteBuffer;
import io.partd.codec.Zlib;
import io.partd.file.FilePerKeyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each store says that it guarantees. That it holds is for the contract, and for the tests of kills and cuts. */
final class GuaranteesTest {

    private static final Set<Guarantee> BETWEEN_THREADS = EnumSet.of(ATOMIC_BATCHES, ATOMIC_READS, EXCLUSIVE_SECTIONS);

    @TempDir
    private Path directory;

    @Test
    void memoryIsForThreads() throws IOException {
        assertThat(guarantees("memory:")).isEqualTo(BETWEEN_THREADS);
    }

    @Test
    void aFileStoreKeepsWhatReturned() throws IOException {
        assertThat(guarantees("file:" + directory))
                .isEqualTo(with(BETWEEN_THREADS, SHARED, APPENDS_SURVIVE_KILL, FLUSHES_SURVIVE_KILL));
        assertThat(guarantees("file:" + directory + "?fsync=batch"))
                .isEqualTo(with(
                        BETWEEN_THREADS,
                        SHARED,
                        APPENDS_SURVIVE_KILL,
                        FLUSHES_SURVIVE_KILL,
                        APPENDS_SURVIVE_POWER_LOSS,
                        FLUSHES_SURVIVE_POWER_LOSS));
    }

    @Test
    void aTemporaryDatasetSurvivesNothing() throws IOException {
        try (Store store = FilePerKeyStore.temporary(directory)) {
            assertThat(store.guarantees()).isEqualTo(with(BETWEEN_THREADS, SHARED));
        }
    }

    @ParameterizedTest
    @CsvSource({"never, false, false", "flush, false, true", "batch, true, true"})
    void aLogKeepsWholeBatches(String fsync, boolean appends, boolean flushes) throws IOException {
        Set<Guarantee> expected =
                with(BETWEEN_THREADS, SHARED, CRASH_ATOMIC_BATCHES, APPENDS_SURVIVE_KILL, FLUSHES_SURVIVE_KILL);
        if (appends) {
            expected.add(APPENDS_SURVIVE_POWER_LOSS);
        }
        if (flushes) {
            expected.add(FLUSHES_SURVIVE_POWER_LOSS);
        }
        assertThat(guarantees("log:" + directory.resolve("log") + "?fsync=" + fsync))
                .isEqualTo(expected);
    }

    @Test
    void aBufferKeepsWhatWasFlushed() throws IOException {
        String uri = "log:" + directory.resolve("log") + "?fsync=batch";
        try (Store store = Partd.open(uri).with(WriteBuffer.of("1m"))) {
            assertThat(store.guarantees())
                    .isEqualTo(with(BETWEEN_THREADS, FLUSHES_SURVIVE_KILL, FLUSHES_SURVIVE_POWER_LOSS));
        }
    }

    @Test
    void aCodecChangesNothing() throws IOException {
        try (Store log = Partd.log(directory.resolve("log"));
                Store store = log.with(Zlib.codec())) {
            assertThat(store.guarantees()).isEqualTo(log.guarantees());
        }
    }

    @Test
    void theAnswerBelongsToTheCaller() throws IOException {
        try (Store store = Partd.memory()) {
            store.guarantees().clear();
            assertThat(store.guarantees()).isEqualTo(BETWEEN_THREADS);
        }
    }

    private static Set<Guarantee> guarantees(String uri) throws IOException {
        try (Store store = Partd.open(uri)) {
            return store.guarantees();
        }
    }

    private static Set<Guarantee> with(Set<Guarantee> base, Guarantee... more) {
        Set<Guarantee> all = EnumSet.copyOf(base);
        all.addAll(Set.of(more));
        return all;
    }
}
