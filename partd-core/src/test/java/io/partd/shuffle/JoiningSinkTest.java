package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several shuffles into one store. */
class JoiningSinkTest {

    private static final Partitioner ONE = Partitioners.hash(1, "");

    private static void shuffle(Store store, RecordFormat format, Partitioner partitioner, String text)
            throws IOException {
        Shuffle.of(format, partitioner).run(List.of(BytesSource.of("in", text)), store);
    }

    private static String text(Store store, String key) throws IOException {
        return new String(store.get(key), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "k,v/a,1/ | k,v/b,2/ | k,v/a,1/b,2/",
                "k,v/a,1 | k,v/b,2 | k,v/a,1/b,2",
                "k,v^/a,1 | k,v/b,2/ | k,v^/a,1^/b,2/",
                "\ufeffk,v/a,1/ | \ufeffk,v/b,2/ | \ufeffk,v/a,1/b,2/",
                "k,v/a,1/ | //k,v/b,2/ | k,v/a,1/b,2/",
                "'k,\"v/w\"/a,1' | 'k,\"v/w\"/b,2/' | 'k,\"v/w\"/a,1/b,2/'",
                "k,v/ | k,v/b,2/ | k,v/b,2/",
                "k,v/a,1 | k,v/ | k,v/a,1",
            })
    void leaveOneHeader(String first, String second, String joined) throws IOException {
        try (Store store = Partd.memory()) {
            shuffle(store, DelimitedFormat.csv(), ONE, lines(first));
            shuffle(store, DelimitedFormat.csv(), ONE, lines(second));
            assertThat(text(store, "part-00000")).isEqualTo(lines(joined));
        }
    }

    private static String lines(String text) {
        return text.replace('/', '\n').replace('^', '\r');
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void addToPartitionsThatAreThereAndToNewOnes(boolean inFiles, @TempDir Path directory) throws IOException {
        Path parts = directory.resolve("parts");
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "k").sortedBy("v desc");
        for (String text : List.of("k,v\na,1\nb,2\na,3", "k,v\na,4\nc,5\na,6\n")) {
            try (Store store = inFiles ? Partd.file(parts) : Partd.log(parts)) {
                shuffle(store, rows, Partitioners.distinct(10, key -> key), text);
            }
        }
        try (Store store = inFiles ? Partd.file(parts) : Partd.log(parts)) {
            assertThat(store.keys()).containsExactly("a", "b", "c");
            assertThat(text(store, "a")).isEqualTo("k,v\na,3\na,1\na,6\na,4\n");
            assertThat(text(store, "b")).isEqualTo("k,v\nb,2\n");
            assertThat(text(store, "c")).isEqualTo("k,v\nc,5\n");
        }
    }

    @Test
    void joinRowsWithoutAHeaderToo() throws IOException {
        try (Store store = Partd.memory()) {
            shuffle(store, new LineFormat(), ONE, "a\nb");
            shuffle(store, new LineFormat(), ONE, "");
            shuffle(store, new LineFormat(), ONE, "c\n");
            assertThat(text(store, "part-00000")).isEqualTo("a\nb\nc\n");
        }
    }

    @Test
    void refuseAnotherHeaderBeforeAnythingIsAppended() throws IOException {
        try (Store store = Partd.memory()) {
            store.append("part-00001", "k,w\n".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> shuffle(
                            store, DelimitedFormat.csv(), Partitioners.hash(2, ""), "k,v\na,1\nb,2\nc,3\nd,4\n"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("key 'part-00001' of " + store + " has the header 'k,w', and the rows to append 'k,v'");
            assertThat(store.keys()).containsExactly("part-00001");
            assertThat(text(store, "part-00001")).isEqualTo("k,w\n");
        }
    }

    /** In waves, of which the first alone has a header. */
    @Test
    void joinManyWaves() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 300_000; i++) {
            rows.append("key").append(i % 3).append(',').append(i).append('\n');
        }
        try (Store store = Partd.memory()) {
            for (int i = 0; i < 2; i++) {
                Shuffle.of(DelimitedFormat.csv(), ONE)
                        .memory(Shuffle.MIN_MEMORY)
                        .run(List.of(BytesSource.of("in", "k,v\n" + rows)), store);
            }
            assertThat(text(store, "part-00000")).isEqualTo("k,v\n" + rows + rows);
        }
    }
}
