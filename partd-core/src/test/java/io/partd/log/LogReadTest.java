package io.partd.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.Durability;
import io.partd.InvalidKeyException;
import io.partd.StoreClosedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading without a copy. */
final class LogReadTest {

    @TempDir
    private Path directory;

    @Test
    void handsOutPiecesOfEverySizeInOrder() throws IOException {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        Random random = new Random(42);
        try (LogStore log = LogStore.open(directory.resolve("log"), Durability.NEVER, new Log.Options(4 << 20, 50))) {
            for (int i = 0; i < 300; i++) {
                byte[] piece = new byte[i % 17 == 0 ? random.nextInt(700_000) : 1 + random.nextInt(5_000)];
                random.nextBytes(piece);
                log.append("x", piece);
                log.append("other", new byte[] {1});
                expected.writeBytes(piece);
            }
            assertThat(read(log, "x")).isEqualTo(expected.toByteArray());
            log.compact();
            assertThat(read(log, "x")).isEqualTo(expected.toByteArray());
        }
    }

    @Test
    void thePartsAreNotTooLarge() throws IOException {
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            log.append("x", new byte[1_000_000]);
            log.append("x", "end".getBytes(UTF_8));
            List<Integer> sizes = new ArrayList<>();
            log.read("x", part -> sizes.add(part.length()));
            assertThat(sizes).allSatisfy(size -> assertThat(size).isBetween(1, 256 << 10));
            assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(1_000_003);
        }
    }

    @Test
    void aKeyWithoutAValueHasNoParts() throws IOException {
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            assertThat(read(log, "nothing")).isEmpty();
        }
    }

    @Test
    void showsTheValueOfItsMoment() throws IOException {
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            byte[] value = new byte[700_000];
            log.append("x", value);
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            log.read("x", part -> {
                log.append("x", "more".getBytes(UTF_8));
                log.drop();
                read.writeBytes(part.toArray());
            });
            assertThat(read.toByteArray()).isEqualTo(value);
            assertThat(log.keys()).isEmpty();
        }
    }

    @Test
    void damageIsAnErrorAndNeverHandedOut() throws IOException {
        Path path = directory.resolve("log");
        byte[] value = new byte[100_000];
        try (LogStore log = LogStore.open(path)) {
            log.append("x", value);
        }
        Path segment = path.resolve("segment-0000000001");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[50_000] = 1;
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            Files.write(segment, bytes);
            assertThatThrownBy(() -> log.read("x", part -> {
                        throw new AssertionError("handed out");
                    }))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining(segment.toString())
                    .hasMessageContaining("the record is damaged: its checksum does not match");
        }
    }

    @Test
    void theConsumersExceptionEndsTheReading() throws IOException {
        try (LogStore log = LogStore.open(directory.resolve("log"))) {
            log.append("x", new byte[700_000]);
            IOException thrown = new IOException("enough");
            assertThatThrownBy(() -> log.read("x", part -> {
                        throw thrown;
                    }))
                    .isSameAs(thrown);
            assertThat(read(log, "x")).hasSize(700_000);
        }
    }

    @Test
    void refusesWhatCannotBeRead() throws IOException {
        LogStore log = LogStore.open(directory.resolve("log"));
        assertThatThrownBy(() -> log.read("", part -> {})).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> log.read("x", null)).isInstanceOf(NullPointerException.class);
        log.close();
        assertThatThrownBy(() -> log.read("x", part -> {})).isInstanceOf(StoreClosedException.class);
    }

    private static byte[] read(LogStore log, String key) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        log.read(key, part -> read.writeBytes(part.toArray()));
        return read.toByteArray();
    }
}
