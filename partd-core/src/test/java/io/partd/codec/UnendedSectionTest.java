package io.partd.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.ForwardingStore;
import io.partd.OutcomeUnknownException;
import io.partd.Partd;
import io.partd.Section;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A store that does not answer when a section is ended: a call in it has done its work all the same. */
final class UnendedSectionTest {

    private static final String MESSAGE = "the end of a section was not answered, says the test";

    private final Store silent = new ForwardingStore(Partd.memory()) {
        @Override
        public Section lock() throws IOException {
            return unanswered(super.lock());
        }

        @Override
        public Optional<Section> tryLock(Duration timeout) throws IOException {
            return super.tryLock(timeout).map(UnendedSectionTest::unanswered);
        }
    };

    private static Section unanswered(Section section) {
        return () -> {
            section.close();
            throw new IOException(MESSAGE);
        };
    }

    @Test
    void aCodecReturnsWhatItHasPopped() throws IOException {
        try (Store store = silent.with(Zlib.codec())) {
            store.append("x", text("value"));
            assertThat(store.pop("x")).isEqualTo(text("value"));
            assertThat(store.keys()).isEmpty();
        }
    }

    @Test
    void aBufferReturnsWhatItHasPopped() throws IOException {
        try (Store store = silent.with(WriteBuffer.of("1m"))) {
            store.append("x", text("value"));
            assertThat(store.pop("x")).isEqualTo(text("value"));
            assertThat(store.keys()).isEmpty();
        }
    }

    @Test
    void aDeletionFromABufferIsNotCalledOneWithoutEffect() throws IOException {
        try (Store store = silent.with(WriteBuffer.of("1m"))) {
            store.append("x", text("value"));
            assertThatThrownBy(() -> store.delete("x"))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining(MESSAGE);
            assertThat(store.keys()).isEmpty();
            store.append("x", text("value"));
            assertThatThrownBy(store::drop)
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining(MESSAGE);
            assertThat(store.keys()).isEmpty();
        }
    }

    @Test
    void theEndOfACallersSectionIsOfUnknownOutcomeToo() throws IOException {
        try (Store store = silent.with(WriteBuffer.of("1m"))) {
            Section section = store.lock();
            assertThatThrownBy(section::close)
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining(MESSAGE);
            section.close();
        }
    }

    @Test
    void aCallThatFailsSaysWhyItFailed() throws IOException {
        try (Store store = silent.with(Zlib.codec())) {
            silent.append("x", text("no frame"));
            assertThatThrownBy(() -> store.pop("x"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasSuppressedException(new IOException(MESSAGE));
            assertThat(silent.get("x")).isEqualTo(text("no frame"));
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
