package io.partd.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Guarantee;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.StoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a log that is gone when it is closed. */
@EnabledOnOs(OS.LINUX)
final class TemporaryLogTest extends StoreContract {

    @TempDir
    private Path directory;

    @Override
    protected Store make() throws IOException {
        return LogStore.temporary(directory);
    }

    @Override
    protected @Nullable Store reopen() {
        return null;
    }

    @Override
    protected String shown() {
        return "Log\\([^()]*partd-[0-9a-f]{16}\\.tmp\\)";
    }

    @Test
    void isGoneWhenItIsClosed() throws IOException {
        LogStore log = LogStore.temporary(directory);
        assertThat(log.directory().getParent()).isEqualTo(directory.toRealPath());
        assertThat(log.guarantees())
                .contains(Guarantee.ATOMIC_BATCHES)
                .doesNotContain(Guarantee.APPENDS_SURVIVE_KILL, Guarantee.FLUSHES_SURVIVE_KILL);
        log.append("x", "kept until then".getBytes(UTF_8));
        Section section = log.lock();
        try (InputStream value = log.open("x")) {
            log.close();
            assertThat(value).hasContent("kept until then");
        }
        section.close();
        log.close();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
        assertThatThrownBy(() -> log.get("x")).isInstanceOf(StoreClosedException.class);
    }

    @Test
    void anotherHandleMayUseItMeanwhile() throws IOException {
        try (LogStore log = LogStore.temporary(directory);
                LogStore other = LogStore.open(log.directory())) {
            other.append("x", "from the other".getBytes(UTF_8));
            assertThat(log.get("x")).asString(UTF_8).isEqualTo("from the other");
        }
    }

    @Test
    void whereItCannotBeMadeNothingIsLeft() {
        assertThatThrownBy(() -> LogStore.temporary(directory.resolve("missing")))
                .isInstanceOf(IOException.class);
    }
}
