package io.partd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.codec.Zlib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class BatchWriterTest {

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void gathersSmallAppendsIntoFewBatches() throws IOException {
        RecordingStore store = new RecordingStore(Partd.memory());
        try (BatchWriter<byte[]> writer = store.batchWriter(ByteSize.of("64k"))) {
            for (int i = 0; i < 10_000; i++) {
                writer.append("key" + i % 10, bytes("value " + i + "\n"));
            }
            assertThat(store.batches()).hasSizeBetween(3, 6);
        }
        StringBuilder expected = new StringBuilder();
        for (int i = 3; i < 10_000; i += 10) {
            expected.append("value ").append(i).append('\n');
        }
        assertThat(store.get("key3")).asString(UTF_8).isEqualTo(expected.toString());
    }

    @Test
    void usesAllTheMemoryForOneKey() throws IOException {
        RecordingStore store = new RecordingStore(Partd.memory());
        try (BatchWriter<byte[]> writer = store.batchWriter(ByteSize.of("64k"))) {
            for (int i = 0; i < 1000; i++) {
                writer.append("x", new byte[100]);
            }
        }
        List<Long> sizes = store.batches().stream()
                .filter(batch -> !batch.isEmpty())
                .map(batch -> batch.get("x"))
                .toList();
        assertThat(sizes).containsExactly(65_400L, 34_600L);
    }

    @Test
    void aValueThatDoesNotFitFollowsWhatWasGathered() throws IOException {
        Store store = Partd.memory();
        try (BatchWriter<byte[]> writer = store.batchWriter(ByteSize.of("1k"))) {
            writer.append("x", bytes("a"));
            writer.append("x", new byte[2000]);
            assertThat(store.size("x")).isEqualTo(2001);
            writer.append("x", bytes("b"));
            assertThat(store.size("x")).isEqualTo(2001);
        }
        assertThat(store.get("x")).startsWith('a', 0).endsWith(0, 'b').hasSize(2002);
        try (BatchWriter<byte[]> none = store.batchWriter(ByteSize.of(0))) {
            none.append("y", bytes("at once"));
            assertThat(store.size("y")).isEqualTo(7);
        }
    }

    @Test
    void whatFailedIsKeptAndTriedAgain() throws IOException {
        FailingStore store = new FailingStore(Partd.memory(), 1);
        store.setFailing(false);
        BatchWriter<byte[]> writer = store.batchWriter(ByteSize.of("400"));
        writer.append("x", new byte[200]);
        store.setFailing(true);
        assertThatThrownBy(writer::flush).isInstanceOf(IOException.class).hasMessage(FailingStore.MESSAGE);
        assertThatThrownBy(() -> writer.append("y", new byte[100]))
                .isInstanceOf(IOException.class)
                .hasMessage(FailingStore.MESSAGE);
        store.setFailing(false);
        writer.close();
        assertThat(store.keys()).containsExactly("x");
        assertThat(store.size("x")).isEqualTo(200);
    }

    @Test
    void aCloseThatFailsSaysWhatIsLost() throws IOException {
        FailingStore store = new FailingStore(Partd.memory(), 1);
        store.setFailing(false);
        BatchWriter<byte[]> writer = store.batchWriter(ByteSize.of("1k"));
        writer.append("x", new byte[200]);
        writer.append("y", new byte[100]);
        store.setFailing(true);
        assertThatThrownBy(writer::close)
                .isInstanceOf(IOException.class)
                .hasMessage("closing BatchWriter[1k](FailingStore(Memory)): 300 bytes of 2 keys are lost: "
                        + FailingStore.MESSAGE);
        writer.close();
        assertThatThrownBy(() -> writer.append("x", bytes("late")))
                .isInstanceOf(StoreClosedException.class)
                .hasMessage("closed: BatchWriter[1k](FailingStore(Memory))");
        assertThatThrownBy(writer::flush).isInstanceOf(StoreClosedException.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aKeyThatIsRefusedKeepsNoOtherBack(@TempDir Path directory) throws IOException {
        try (Store store = Partd.file(directory)) {
            BatchWriter<byte[]> writer = store.batchWriter(ByteSize.of("1k"));
            writer.append("fine", bytes("1"));
            writer.append("a?", bytes("2"));
            writer.append("../b", bytes("3"));
            writer.append("also fine", bytes("4"));
            assertThatThrownBy(writer::flush)
                    .isInstanceOf(InvalidKeyException.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            assertThat(store.keys()).containsExactly("also fine", "fine");
            writer.append("fine", bytes("5"));
            writer.close();
            assertThat(store.get("fine")).asString(UTF_8).isEqualTo("15");
        }
    }

    @Test
    void whatIsPartlyOrPerhapsStoredIsNotStoredTwice() throws IOException {
        Store below = Partd.memory();
        Store store = new ForwardingStore(below) {
            @Override
            public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
                if (batch.containsKey("part") && !batch.containsKey("a")) {
                    throw new IOException("not now");
                }
                if (batch.containsKey("part")) {
                    super.appendBuffers(Map.of("a", batch.get("a")));
                    throw new PartlyAppendedException("partly", Set.of("a"), new IOException("cause"));
                }
                super.appendBuffers(batch);
                if (batch.containsKey("unknown")) {
                    throw new OutcomeUnknownException("unknown", 0, 1, null);
                }
            }
        };
        BatchWriter<byte[]> writer = store.batchWriter(ByteSize.of("1k"));
        writer.append("a", bytes("1"));
        writer.append("part", bytes("2"));
        assertThatThrownBy(writer::flush).isInstanceOf(PartlyAppendedException.class);
        assertThatThrownBy(writer::close)
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(": 1 bytes of 1 keys are lost: not now");
        assertThat(below.get("a")).asString(UTF_8).isEqualTo("1");

        BatchWriter<byte[]> next = store.batchWriter(ByteSize.of("1k"));
        next.append("unknown", bytes("3"));
        assertThatThrownBy(next::flush).isInstanceOf(OutcomeUnknownException.class);
        next.append("b", bytes("4"));
        next.close();
        assertThat(below.get("unknown")).asString(UTF_8).isEqualTo("3");
        assertThat(below.get("b")).asString(UTF_8).isEqualTo("4");
    }

    @Test
    void throughACodecABatchIsOnePieceOfEachKey() throws IOException {
        Store store = Partd.memory().with(Zlib.codec());
        try (BatchWriter<byte[]> writer = store.batchWriter(ByteSize.of("1m"))) {
            for (int i = 0; i < 1000; i++) {
                writer.append("x", bytes("the same row\n"));
            }
        }
        assertThat(store.size("x")).isLessThan(500);
        assertThat(store.get("x")).hasSize(13_000);
    }
}
