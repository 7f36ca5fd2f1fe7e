package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was read and not yet written is never more than the memory allowed, however slow the sink is. */
class ShuffleMemoryTest {

    /** Counts what is read from another source. */
    private record Counted(Source source, LongAdder count) implements Source {

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public ReadableByteChannel open() throws IOException {
            ReadableByteChannel channel = source.open();
            return new ReadableByteChannel() {
                @Override
                public int read(ByteBuffer buffer) throws IOException {
                    int read = channel.read(buffer);
                    count.add(Math.max(0, read));
                    return read;
                }

                @Override
                public boolean isOpen() {
                    return channel.isOpen();
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2m, 1, 1, 20",
        "2m, 8, 1, 20",
        "2m, 4, 64, 3",
        "2m, 4, 100000, 20",
        "2m, 4, 3, 200000",
        "3m, 3, 5, 390000",
        "8m, 2, 64, 30000",
        "16m, 8, 2, 1500000"
    })
    void isBounded(String memory, int threads, int partitions, int longestRow) throws IOException {
        ByteSize bound = ByteSize.of(memory);
        LongAdder read = new LongAdder();
        long[] written = {0};
        long[] most = {0};
        BytesSource rows = BytesSource.of("in", rows(longestRow, (int) (4 * bound.bytes())));
        ShuffleSummary summary = Shuffle.of(DelimitedFormat.csv(Column.of("key")), Partitioners.hash(partitions, ""))
                .memory(bound)
                .threads(threads)
                .run(List.of(new Counted(rows, read)), batch -> {
                    LockSupport.parkNanos(2_000_000);
                    most[0] = Math.max(most[0], read.sum() - written[0]);
                    written[0] += batch.values().stream()
                            .flatMap(List::stream)
                            .mapToLong(ByteBuffer::remaining)
                            .sum();
                });

        assertThat(summary.bytes()).isEqualTo(read.sum() - "key,text\n".length());
        assertThat(most[0]).isBetween(bound.bytes() / 16, bound.bytes());
    }

    private static String rows(int longest, int size) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("key,text\n");
        while (text.length() < size) {
            text.append(random.nextInt(1000))
                    .append(',')
                    .append("x".repeat(random.nextInt(longest)))
                    .append('\n');
        }
        return text.toString();
    }
}
