package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.input.PartitionColumn;
import io.partd.shuffle.DelimitedFormat.Header;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns that all records of a source get, because a directory is named after them. */
class AddedColumnsTest {

    private static final RecordFormat CSV = DelimitedFormat.csv(Column.of("a"));
    private static final List<PartitionColumn> COLUMNS = List.of(
            new PartitionColumn("y", PartitionColumn.Type.INT, "7"),
            new PartitionColumn("z", PartitionColumn.Type.STRING, "n\"1"));

    /** Bars are line ends. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', nullValues = "null", textBlock = """
                    a,b|1,2|3,4|;a,b,y,z|1,2,7,"n""1"|3,4,7,"n""1"|
                    a,b|1,2;a,b,y,z|1,2,7,"n""1"
                    a,b;a,b,y,z
                    a|1|;a,y,z|1,7,"n""1"|
                    |a|||1||;|a,y,z|||1,7,"n""1"||
                    a,b|"x|y,""z",2|;a,b,y,z|"x|y,""z",2,7,"n""1"|
                    a,b,c|1|2,3|;a,b,c,y,z|1,,,7,"n""1"|2,3,,7,"n""1"|
                    a,y|1,2|;a,y,z|1,2,"n""1"|
                    a,y,z|1,2,3|;a,y,z|1,2,3|
                    """)
    void followTheColumnsOfEachRow(String before, String after) throws IOException {
        for (String lineEnd : List.of("\n", "\r\n")) {
            for (String mark : List.of("", "\ufeff")) {
                assertThat(widened(CSV, mark + before.replace("|", lineEnd)))
                        .isEqualTo(mark + after.replace("|", lineEnd));
            }
        }
    }

    @Test
    void areAddedWithoutAHeader() throws IOException {
        RecordFormat csv = DelimitedFormat.csv(Column.of("1")).withHeader(Header.ABSENT);
        assertThat(widened(csv, "1,2\n\n3\n")).isEqualTo("1,2,7,\"n\"\"1\"\n\n3,,7,\"n\"\"1\"\n");
        assertThat(widened(DelimitedFormat.tsv(Column.of("a")), "a\tb\n1\t2\n"))
                .isEqualTo("a\tb\ty\tz\n1\t2\t7\t\"n\"\"1\"\n");
    }

    @Test
    void areAKey() throws IOException {
        RecordFormat byZ = DelimitedFormat.csv(Column.of("z"));
        Collected collected = new Collected();
        Source one = byZ.withColumns(BytesSource.of("one", "a\n1\n"), COLUMNS);
        Source two = byZ.withColumns(
                BytesSource.of("two", "a\n2"),
                List.of(COLUMNS.get(0), new PartitionColumn("z", PartitionColumn.Type.STRING, null)));
        Shuffle.of(byZ, Partitioners.distinct(9, value -> "z=" + value)).run(List.of(one, two), collected);
        assertThat(collected.texts())
                .containsEntry("z=n\"1", "a,y,z\n1,7,\"n\"\"1\"\n")
                .containsEntry("z=", "a,y,z\n2,7,");
    }

    @Test
    void areAddedToLongRowsAndManyBlocks() throws IOException {
        String longField = "\"" + "x\n,".repeat(300_000) + "\"";
        String rows = "1,2\n".repeat(200_000);
        assertThat(widened(CSV, "a,b\n" + longField + ",2\n" + rows))
                .isEqualTo("a,b,y,z\n" + longField + ",2,7,\"n\"\"1\"\n" + rows.replace("2\n", "2,7,\"n\"\"1\"\n"));
    }

    @Test
    void refuseARowThatHasNoPlaceForThem() {
        assertThatThrownBy(() -> widened(CSV, "a,b\n1,2\n\n1,2,3\n"))
                .isInstanceOf(FaultException.class)
                .hasMessage("in:4: it has 3 columns, and the header has 2, so that columns of directories cannot be"
                        + " added after them");
        assertThatThrownBy(() -> widened(DelimitedFormat.csv(Column.of("1")).withHeader(Header.ABSENT), "1\n2,3\n"))
                .hasMessageStartingWith("in:2: it has 2 columns, and the first row has 1");
    }

    @Test
    void leaveWhatTheFormatRefusesToTheShuffle() {
        for (String text : List.of("a,b\n\"1", "", "a\rb,c\n1,2\n")) {
            Source plain = BytesSource.of("in", text);
            String message = message(plain);
            assertThat(message(CSV.withColumns(plain, COLUMNS))).isEqualTo(message);
        }
        Source wide = new BytesSource("in", "a\n1\n".getBytes(StandardCharsets.UTF_16LE));
        assertThat(message(CSV.withColumns(wide, COLUMNS))).startsWith("in: it is UTF-16LE");
    }

    @Test
    void areNoPartOfLines() throws IOException {
        assertThat(widened(new LineFormat(), "a,b\n")).isEqualTo("a,b\n");
    }

    private static String message(Source source) {
        try {
            Shuffle.of(CSV, Partitioners.hash(1, "")).run(List.of(source), new Collected());
            return "";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static String widened(RecordFormat format, String text) throws IOException {
        Source source = format.withColumns(BytesSource.of("in", text).inPiecesOf(100_001), COLUMNS);
        try (InputStream in = Channels.newInputStream(source.open())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
