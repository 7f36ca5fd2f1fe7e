package peers;

import io.partd.benchmarks.Candidate;
import io.partd.benchmarks.Rounds;
import io.partd.benchmarks.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Chronicle Queue, a document per append. It has no keys: reading goes through the whole queue once and copies each
 * piece into its key's array, made for the sum of lengths that was counted while appending. All values are in memory
 * then.
 */
public final class ChronicleRun implements Candidate {

    private final ChronicleQueue queue;
    private final ThreadLocal<ExcerptAppender> appenders;
    private final Map<String, Integer> lengths = new ConcurrentHashMap<>();
    private final Map<String, ByteBuffer> values = new HashMap<>();

    private ChronicleRun(Path directory, Workload workload) {
        // The usual block is too small for a document of more than a quarter of it.
        queue = ChronicleQueue.singleBuilder(directory).blockSize(1 << 28).build();
        appenders = ThreadLocal.withInitial(queue::createAppender);
    }

    /** Times it: see {@link Rounds#run}. */
    public static void main(String[] args) throws IOException {
        Rounds.run(ChronicleRun::new, args);
    }

    @Override
    public void append(Map<String, byte[]> batch) {
        try (DocumentContext document = appenders.get().writingDocument()) {
            Bytes<?> bytes = document.wire().bytes();
            bytes.writeInt(batch.size());
            for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
                byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
                bytes.writeInt(name.length).write(name);
                bytes.writeInt(entry.getValue().length).write(entry.getValue());
            }
        }
        batch.forEach((key, value) -> lengths.merge(key, value.length, Integer::sum));
    }

    @Override
    public long getAll(List<String> keys) {
        lengths.forEach((key, length) -> values.put(key, ByteBuffer.allocate(length)));
        try (ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        break;
                    }
                    readDocument(document.wire().bytes());
                }
            }
        }
        return keys.stream().mapToLong(key -> values.get(key).position()).sum();
    }

    private void readDocument(Bytes<?> bytes) {
        for (int left = bytes.readInt(); left > 0; left--) {
            byte[] name = new byte[bytes.readInt()];
            bytes.read(name);
            ByteBuffer value = values.get(new String(name, StandardCharsets.UTF_8));
            int length = bytes.readInt();
            bytes.read(value.array(), value.position(), length);
            value.position(value.position() + length);
        }
    }

    @Override
    public byte[] get(String key) {
        return values.get(key).array();
    }

    @Override
    public void close() {
        queue.close();
    }
}
