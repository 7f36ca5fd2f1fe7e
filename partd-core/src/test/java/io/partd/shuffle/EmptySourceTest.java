package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.shuffle.DelimitedFormat.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EmptySourceTest {

    private static final BatchSink NOWHERE = EmptySourceTest::refuse;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "\ufeff"})
    void hasNoHeader(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("empty.csv"), content);
        Shuffle shuffle = Shuffle.of(DelimitedFormat.csv(Column.of("a")), Partitioners.hash(2, ".csv"));
        assertThatThrownBy(() -> shuffle.run(List.of(Source.file(file)), NOWHERE))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is empty; its first line should name the columns");
    }

    @Test
    void hasNoRecords() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.csv"));
        RecordFormat bare = DelimitedFormat.csv(Column.of("1")).withHeader(Header.ABSENT);
        ShuffleSummary summary =
                Shuffle.of(bare, Partitioners.hash(2, ".csv")).run(List.of(Source.file(file)), NOWHERE);
        assertThat(summary.records()).isZero();
        assertThat(summary.partitions()).hasSize(2);
    }

    private static void refuse(Map<String, List<ByteBuffer>> batch) throws IOException {
        throw new IOException("nothing should be appended, and this is: " + batch);
    }
}
