package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.InvalidKeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DistinctPartitionerTest {

    @Test
    void numbersKeysAsTheyCome() throws IOException {
        Partitioner partitioner = Partitioners.distinct(10, key -> "<" + key + ">");
        assertThat(partitioner.count()).isZero();
        assertThat(partition(partitioner, "b")).isZero();
        assertThat(partition(partitioner, "")).isEqualTo(1);
        assertThat(partition(partitioner, "b")).isZero();
        assertThat(partition(partitioner, "日本")).isEqualTo(2);
        assertThat(partitioner.count()).isEqualTo(3);
        assertThat(List.of(partitioner.name(0), partitioner.name(1), partitioner.name(2)))
                .containsExactly("<b>", "<>", "<日本>");
    }

    @Test
    void takesAsManyKeysAsAllowedAndNoMore() throws IOException {
        Partitioner partitioner = Partitioners.distinct(1000, UnaryOperator.identity());
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1000; i++) {
                assertThat(partition(partitioner, "key" + i)).isEqualTo(i);
            }
        }
        assertThatThrownBy(() -> partition(partitioner, "one more"))
                .isInstanceOf(TooManyPartitionsException.class)
                .hasMessage(
                        "there are more than 1000 distinct keys; give distinct() a larger limit, up to 100000, or use hash()");
        assertThat(partition(partitioner, "key999")).isEqualTo(999);
        assertThatThrownBy(() -> Partitioners.distinct(0, UnaryOperator.identity()))
                .hasMessage("limit of 0 partitions is not from 1 to 100000");
        assertThatThrownBy(() -> Partitioners.distinct(100_001, UnaryOperator.identity()))
                .hasMessage("limit of 100001 partitions is not from 1 to 100000");
    }

    @Test
    void refusesBytesThatAreNoText() {
        Partitioner partitioner = Partitioners.distinct(10, UnaryOperator.identity());
        byte[] latin = "Zürich".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> partitioner.partition(latin, 0, latin.length))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessage("key 'Z\ufffdrich': it is not UTF-8, so it can't name a partition");
        assertThat(partitioner.count()).isZero();
    }

    @Test
    void refusesKeysWhosePartitionsWouldBeCalledTheSame() throws IOException {
        Partitioner partitioner = Partitioners.distinct(10, key -> key.toLowerCase(Locale.ROOT));
        assertThat(partition(partitioner, "A")).isZero();
        assertThatThrownBy(() -> partition(partitioner, "a"))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessage("key 'a': its partition would be called a, as another key's is");
        assertThat(partition(partitioner, "A")).isZero();
    }

    @Test
    void refusesKeysThatCannotBeNamesEvenWhenThereIsNoRoom() throws IOException {
        Partitioner partitioner = Partitioners.distinct(1, key -> {
            if (key.equals("bad")) {
                throw new IllegalArgumentException("it is bad");
            }
            return key;
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> partition(partitioner, "bad"))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessage("key 'bad': it is bad");
            partition(partitioner, "good");
        }
    }

    @Test
    void endsTheShuffleAtTooManyKeysAndLeavesOutBadOnes() throws IOException {
        List<Fault> faults = new ArrayList<>();
        Shuffle shuffle = Shuffle.of(
                        DelimitedFormat.csv(Column.of("a")), Partitioners.distinct(2, UnaryOperator.identity()))
                .onFault((fault, record) -> faults.add(fault));
        byte[] bad = "a\n1\n\u00ff\n2\n".getBytes(StandardCharsets.ISO_8859_1);
        Collected sink = new Collected();
        shuffle.run(List.of(new BytesSource("in", bad)), sink);
        assertThat(sink.texts()).containsOnlyKeys("1", "2");
        assertThat(faults)
                .containsExactly(new Fault("in", 3, "key '\ufffd': it is not UTF-8, so it can't name a partition"));

        assertThatThrownBy(() -> shuffle.run(List.of(BytesSource.of("in", "a\n3\n")), sink))
                .isInstanceOf(TooManyPartitionsException.class);
    }

    /** Threads that see the same keys first, all at once, in other orders. */
    @Test
    void givesOneNumberToAKeyThatManyThreadsSeeFirst() throws Exception {
        int threads = 4;
        int keys = 20_000;
        Partitioner partitioner = Partitioners.distinct(keys, key -> "p" + key);
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<int[]>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Random random = new Random(t);
                Callable<int[]> task = () -> {
                    List<Integer> order = new ArrayList<>();
                    for (int i = 0; i < keys; i++) {
                        order.add(i);
                    }
                    Collections.shuffle(order.subList(0, keys / 2), random);
                    start.await();
                    int[] found = new int[keys];
                    for (int key : order) {
                        found[key] = partition(partitioner, "" + key);
                    }
                    return found;
                };
                results.add(executor.submit(task));
            }
            int[] first = results.get(0).get();
            for (Future<int[]> result : results) {
                assertThat(result.get()).isEqualTo(first);
            }
            assertThat(first).doesNotHaveDuplicates();
            for (int key = 0; key < keys; key++) {
                assertThat(partitioner.name(first[key])).isEqualTo("p" + key);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static int partition(Partitioner partitioner, String key) throws IOException {
        byte[] bytes = ("(" + key + ")").getBytes(StandardCharsets.UTF_8);
        return partitioner.partition(bytes, 1, bytes.length - 1);
    }
}
