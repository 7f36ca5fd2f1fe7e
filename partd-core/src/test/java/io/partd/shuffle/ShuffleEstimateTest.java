package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.partd.ByteSize;
import io.partd.expression.SortOrder;
import io.partd.shuffle.ShuffleEstimate.HeavyKey;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Estimates of shuffles from the beginnings of sources. */
class ShuffleEstimateTest {

    private static final RecordFormat CSV = DelimitedFormat.csv(Column.of("k"));

    private static ShuffleEstimate estimate(RecordFormat format, Partitioner partitioner, String text, long bytes)
            throws IOException {
        SourceSample sample = SourceSample.of(format, List.of(BytesSource.of("in", text)), ByteSize.of(bytes));
        return Shuffle.of(format, partitioner).estimate(sample);
    }

    @Test
    void isExactIfTheSampleIsAllThereIs() throws IOException {
        ShuffleEstimate estimate = estimate(CSV, Partitioners.distinct(9, key -> key), "k,v\na,1\nb,2\na,3", 1 << 20);
        assertThat(estimate.whole()).isTrue();
        assertThat(estimate.sample())
                .isEqualTo(new ShuffleSummary(
                        3,
                        0,
                        11,
                        List.of(
                                new ShuffleSummary.PartitionSize("a", 2, 7),
                                new ShuffleSummary.PartitionSize("b", 1, 4))));
        assertThat(estimate.heaviest()).containsExactly(new HeavyKey(List.of("a"), 2), new HeavyKey(List.of("b"), 1));
    }

    /** A quoted field with line ends is not cut in its middle. */
    @ParameterizedTest
    @ValueSource(ints = {1, 20, 21, 22, 25, 30, 39, 40, 41})
    void endsWithAWholeRecord(int bytes) throws IOException {
        String text = "k,v\n" + "a,\"x\n\ny\"\r\nb,2\n\"c\n\",3\n".repeat(3);
        List<Fault> faults = new ArrayList<>();
        SourceSample sample = SourceSample.of(CSV, List.of(BytesSource.of("in", text)), ByteSize.of(bytes));
        ShuffleEstimate estimate = Shuffle.of(CSV, Partitioners.hash(2, ""))
                .onFault((fault, record) -> faults.add(fault))
                .estimate(sample);
        assertThat(faults).isEmpty();
        assertThat(estimate.whole()).isFalse();
        assertThat(estimate.sample().records()).isBetween(1L, 6L);
        assertThat(estimate.heaviest().get(0).key()).containsExactly("a");
    }

    @Test
    void takesMoreForALongRecord() throws IOException {
        ShuffleEstimate estimate =
                estimate(CSV, Partitioners.hash(2, ""), "k,v\n" + "a".repeat(100_000) + ",1\nb,2\n", 64);
        assertThat(estimate.sample().records()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void findsTheHeavyKeysAmongMany() throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder("k\n");
        int heavy = 0;
        for (int i = 0; i < 500_000; i++) {
            boolean isHeavy = random.nextInt(20) == 0;
            heavy += isHeavy ? 1 : 0;
            text.append(isHeavy ? "heavy" : "k" + random.nextInt()).append('\n');
        }
        ShuffleEstimate estimate = estimate(CSV, Partitioners.hash(64, ""), text.toString(), 64 << 20);
        HeavyKey first = estimate.heaviest().get(0);
        assertThat(first.key()).containsExactly("heavy");
        assertThat((double) first.records()).isCloseTo(heavy, within(heavy / 50.0));
        assertThat(estimate.heaviest()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void namesSeveralKeys() throws IOException {
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "k", "v");
        ShuffleEstimate estimate = estimate(rows, Partitioners.hash(2, ""), "k,v\na,\na,\n", 1 << 20);
        assertThat(estimate.heaviest()).containsExactly(new HeavyKey(List.of("a", ""), 2));
    }

    /** Sorting would write temporary files. */
    @Test
    void doesNotSort() throws IOException {
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "k").sortedBy(SortOrder.parse("v desc"));
        assertThat(estimate(rows, Partitioners.hash(1, ""), "k,v\na,1\na,2\n", 1 << 20)
                        .sample()
                        .records())
                .isEqualTo(2);
    }

    @Test
    void readsSomeOfManySources() throws IOException {
        List<String> opened = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            BytesSource source = BytesSource.of("source" + i, "k\n" + i + "\n");
            sources.add(Source.of(source.name(), () -> {
                opened.add(source.name());
                return source.open();
            }));
        }
        SourceSample sample = SourceSample.of(CSV, sources, ByteSize.of("1m"));
        ShuffleEstimate estimate = Shuffle.of(CSV, Partitioners.hash(2, "")).estimate(sample);
        assertThat(estimate.whole()).isFalse();
        assertThat(estimate.sample().records()).isEqualTo(64);
        assertThat(opened)
                .hasSize(64)
                .startsWith("source0", "source15", "source31")
                .endsWith("source984");
    }

    @Test
    void givesRangesTheirBounds() throws IOException {
        SourceSample sample = SourceSample.of(CSV, List.of(BytesSource.of("in", "k\na\nb\nc\nd\n")), ByteSize.of("1m"));
        Ranges ranges = Partitioners.ranges(2, "", CSV, sample.sources(), Shuffle.MIN_MEMORY);
        assertThat(Shuffle.of(CSV, ranges).estimate(sample).sample().partitions())
                .extracting(ShuffleSummary.PartitionSize::records)
                .containsExactly(2L, 2L);
    }

    @Test
    void failsAsARunWould() {
        assertThatThrownBy(() -> estimate(CSV, Partitioners.hash(2, ""), "a,b\n1,2\n", 99))
                .hasMessageStartingWith("no column 'k'");
        RecordFormat second = DelimitedFormat.csv(Column.of("v"));
        assertThatThrownBy(() -> estimate(second, Partitioners.hash(2, ""), "k,v\n1\n", 99))
                .isInstanceOf(FaultException.class)
                .hasMessageStartingWith("in:2: it has 1 column");
        Source closed = Source.of("gone", () -> {
            throw new IOException("it is gone");
        });
        SourceSample sample = SourceSample.of(CSV, List.of(closed), ByteSize.of(99));
        assertThatThrownBy(() -> Shuffle.of(CSV, Partitioners.hash(2, "")).estimate(sample))
                .hasMessage("it is gone");
    }

    @Test
    void closesWhatItHasRead() throws IOException {
        BytesSource bytes = BytesSource.of("in", "k\na\n");
        List<ReadableByteChannel> opened = new ArrayList<>();
        Source source = Source.of("in", () -> {
            ReadableByteChannel channel = Channels.newChannel(Channels.newInputStream(bytes.open()));
            opened.add(channel);
            return channel;
        });
        Shuffle.of(CSV, Partitioners.hash(2, "")).estimate(SourceSample.of(CSV, List.of(source), ByteSize.of(99)));
        assertThat(opened).hasSize(1).noneMatch(ReadableByteChannel::isOpen);
    }
}
