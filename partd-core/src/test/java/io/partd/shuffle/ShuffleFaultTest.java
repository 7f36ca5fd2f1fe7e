package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.partd.ByteSize;
import io.partd.shuffle.DelimitedFormat.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Malformed input, one kind after the other. */
class ShuffleFaultTest {

    private static final int LARGEST_RECORD = (2 << 20) / 8;

    @Test
    void saysWhereAnUnbalancedQuoteBegins() {
        assertThatThrownBy(() -> byB("a,b\n1,2\n3,\"4\n\n5,6\n"))
                .isInstanceOf(FaultException.class)
                .hasMessage("in:3: column 2 begins with a quote that is never closed");
    }

    @Test
    void saysWhatIsBehindAClosingQuote() {
        assertThatThrownBy(() -> byB("a,b\n\"1\" ,2\n")).hasMessage("in:2: column 1 goes on after its closing quote");
        assertThatThrownBy(() -> byB("a,b,c\n1,2,\"3\"x\n"))
                .hasMessage("in:2: column 3 goes on after its closing quote");
    }

    @Test
    void saysThatAColumnIsMissing() {
        assertThatThrownBy(() -> byB("a,b\n\"x\ny\",1\n\nz\n"))
                .isInstanceOfSatisfying(
                        FaultException.class,
                        e -> assertThat(e.fault())
                                .isEqualTo(new Fault("in", 5, "it has 1 column, and the key is column 2")));
        assertThatThrownBy(() -> shuffle("c", "a,b,c\n1,2\n"))
                .hasMessage("in:2: it has 2 columns, and the key is column 3");
    }

    @Test
    void takesFewerOrMoreColumnsThanTheHeaderIfTheKeyIsThere() throws IOException {
        assertThat(byB("a,b,c\n1,k\n1,k,2,3\n").texts()).isEqualTo(Map.of("k", "a,b,c\n1,k\n1,k,2,3\n"));
    }

    @Test
    void refusesAnEmptyFile() {
        assertThatThrownBy(() -> byB(""))
                .isInstanceOf(FaultException.class)
                .hasMessage("in:1: there is no header; the first line should name the columns");
        assertThatThrownBy(() -> byB("\ufeff"))
                .hasMessage("in:1: there is no header; the first line should name the columns");
        assertThatThrownBy(() -> byB("\n\r\n"))
                .hasMessage("in:1: there is no header; the first line should name the columns");
    }

    @Test
    void takesAnEmptyFileForNoRecordsWhereThereIsNoHeader() throws IOException {
        Collected sink = new Collected();
        Shuffle.of(new LineFormat(), Partitioners.distinct(5, key -> key))
                .run(List.of(BytesSource.of("a", ""), BytesSource.of("b", "x"), BytesSource.of("c", "")), sink);
        assertThat(sink.texts()).isEqualTo(Map.of("x", "x\n"));
    }

    @Test
    void refusesAMalformedHeader() {
        assertThatThrownBy(() -> byB("a,\"b\n1,2\n3,4\n"))
                .isInstanceOf(FaultException.class)
                .hasMessage("in:1: column 2 begins with a quote that is never closed");
        assertThatThrownBy(() -> byB("a,b,\"c\"x\n1,2,3\n"))
                .isInstanceOf(FaultException.class)
                .hasMessage("in:1: column 3 goes on after its closing quote");
    }

    @Test
    void refusesAHeaderWithoutEnd() {
        BytesSource in = BytesSource.of("in", "a,\"b" + "x".repeat(1 << 20) + "\n");
        assertThatThrownBy(() -> tiny(DelimitedFormat.csv(Column.of("a"))).run(List.of(in), new Collected()))
                .isInstanceOf(FaultException.class)
                .hasMessage("in:1: the header is longer than 262144 bytes");
        assertThat(in.openChannels()).isZero();
    }

    @Test
    void takesAHeaderAlone() throws IOException {
        for (String header : List.of("a,b\n", "a,b")) {
            Collected sink = new Collected();
            ShuffleSummary summary = Shuffle.of(DelimitedFormat.csv(Column.of("b")), Partitioners.hash(1, ""))
                    .run(List.of(BytesSource.of("in", header)), sink);
            assertThat(sink.texts()).isEqualTo(Map.of("part-00000", "a,b\n"));
            assertThat(summary.records()).isZero();
        }
    }

    @Test
    void takesBlankLinesBeforeTheHeaderForAPartOfIt() throws IOException {
        assertThat(byB("\r\n\na,b\n1,k\n").texts()).isEqualTo(Map.of("k", "\r\n\na,b\n1,k\n"));
        assertThatThrownBy(() -> byB("\r\n\na,b\n1\n")).hasMessageStartingWith("in:4: ");
    }

    @Test
    void countsTheHeaderLinesOfEachSource() {
        BytesSource first = BytesSource.of("first", "a,b\n1,x\n");
        BytesSource second = BytesSource.of("second", "\n\n\na,b\n2,x\n3\n");

        assertThatThrownBy(() -> Shuffle.of(DelimitedFormat.csv(Column.of("b")), Partitioners.hash(2, ""))
                        .run(List.of(first, second), batch -> {}))
                .hasMessage("second:6: it has 1 column, and the key is column 2");
    }

    @Test
    void findsAColumnOfAVeryWideTable() throws IOException {
        StringBuilder header = new StringBuilder("c0");
        StringBuilder record = new StringBuilder("v0");
        for (int i = 1; i < 100_000; i++) {
            header.append(",\"c").append(i).append('"');
            record.append(",v").append(i);
        }
        String text = header + "\n" + record + "\n";

        assertThat(shuffle("c99999", text).texts()).isEqualTo(Map.of("v99999", text));
    }

    @Test
    void saysWhichColumnsThereAre() {
        assertThatThrownBy(() -> shuffle("d", "a,\"b,\"\"x\",c\n1,2,3\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no column 'd'; there are 1 to 3: [a, b,\"x, c]");
        assertThatThrownBy(() -> shuffle("4", "a,b,c\n1,2,3\n"))
                .hasMessage("no column '4'; there are 1 to 3: [a, b, c]");
        assertThatThrownBy(() -> shuffle("0", "a,b,c\n1,2,3\n"))
                .hasMessage("no column '0'; there are 1 to 3: [a, b, c]");
        assertThatThrownBy(() -> shuffle("+1", "a,b,c\n1,2,3\n"))
                .hasMessage("no column '+1'; there are 1 to 3: [a, b, c]");
        assertThatThrownBy(() -> Column.of("")).hasMessage("empty column; give a name or a 1-based number");
    }

    @Test
    void saysTheFirstColumnsOfVeryMany() {
        assertThatThrownBy(() -> shuffle("d", "c,".repeat(99_999) + "c\n"))
                .hasMessage("no column 'd'; there are 1 to 100000: [" + "c, ".repeat(99) + "c] and so on");
    }

    @Test
    void asksForANumberWhereColumnsHaveTheSameName() throws IOException {
        assertThatThrownBy(() -> shuffle("a", "a,b,a\n1,2,3\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("columns [1, 3] are all called 'a'; give a number");
        assertThat(shuffle("3", "a,b,a\n1,2,3\n").texts()).containsOnlyKeys("3");
    }

    @Test
    void prefersAColumnCalledByANumber() throws IOException {
        assertThat(shuffle("2", "2,b\nx,y\n").texts()).containsOnlyKeys("x");
        assertThat(shuffle("2", "a,b\nx,y\n").texts()).containsOnlyKeys("y");
    }

    @Test
    void wantsANumberWithoutHeader() throws IOException {
        DelimitedFormat format = DelimitedFormat.csv(Column.of("2")).withHeader(Header.ABSENT);
        Collected sink = new Collected();
        Shuffle.of(format, Partitioners.distinct(5, key -> key)).run(List.of(BytesSource.of("in", "x,y\nz,y")), sink);
        assertThat(sink.texts()).isEqualTo(Map.of("y", "x,y\nz,y"));

        DelimitedFormat named = DelimitedFormat.csv(Column.of("b")).withHeader(Header.ABSENT);
        assertThatThrownBy(() -> Shuffle.of(named, Partitioners.hash(2, ""))
                        .run(List.of(BytesSource.of("in", "x,y\n")), new Collected()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column 'b' without a header; give a number from 1");
    }

    @Test
    void refusesADelimiterThatIsNone() {
        for (char delimiter : new char[] {'"', '\n', '\r', 'é'}) {
            assertThatThrownBy(() -> DelimitedFormat.csv(Column.of("1")).delimitedBy(delimiter))
                    .hasMessage("delimiter '" + delimiter + "' must be an ASCII character, and no quote or line end");
        }
    }

    @Test
    void refusesHeadersThatDiffer() {
        assertThatThrownBy(() -> byB("é,b\n1,2\n", "é,b,c\n1,2\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("in2: its header 'é,b,c' is not that of in, 'é,b'");
        assertThatThrownBy(() -> byB("a,b\n", "a,b ")).isInstanceOf(IOException.class);
        byte[] latin = "é,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] other = "è,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Shuffle.of(DelimitedFormat.csv(Column.of("b")), Partitioners.hash(2, ""))
                        .run(List.of(new BytesSource("a", latin), new BytesSource("b", other)), new Collected()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesATabbedHeaderWithAnotherColumnAtItsEnd() {
        assertThatThrownBy(() -> Shuffle.of(DelimitedFormat.tsv(Column.of("b")), Partitioners.hash(2, ""))
                        .run(
                                List.of(BytesSource.of("in", "a\tb\n"), BytesSource.of("in2", "a\tb\t\n")),
                                new Collected()))
                .hasMessage("in2: its header 'a\tb\t' is not that of in, 'a\tb'");
    }

    @Test
    void takesHeadersThatDifferInMarkAndLineEndOnly() throws IOException {
        assertThat(byB("a,b\r\n1,x\r\n", "\ufeffa,b\n2,x\n", "a,b").texts())
                .isEqualTo(Map.of("x", "a,b\r\n1,x\r\n2,x\n"));
        assertThat(byB("\ufeffa,b\n1,x\n", "a,b\r\n2,x").texts()).isEqualTo(Map.of("x", "\ufeffa,b\n1,x\n2,x"));
    }

    @Test
    void findsAQuotedFirstColumnBehindAByteOrderMark() throws IOException {
        assertThat(shuffle("a,1", "\ufeff\"a,1\",b\nk,2\n").texts()).containsOnlyKeys("k");
    }

    @Test
    void endsTheLastLineOfASourceLikeTheLinesBefore() throws IOException {
        assertThat(byB("a,b\n1,x", "a,b\n2,x").texts()).isEqualTo(Map.of("x", "a,b\n1,x\n2,x"));
        assertThat(byB("a,b\r\n1,x", "a,b\n2,x").texts()).isEqualTo(Map.of("x", "a,b\r\n1,x\r\n2,x"));
        assertThat(byB("a,b\r\n1,x\n2,x", "a,b\n3,x").texts()).isEqualTo(Map.of("x", "a,b\r\n1,x\n2,x\n3,x"));
        assertThat(byB("a,b\n1,x\r\n2,x", "a,b\n3,x").texts()).isEqualTo(Map.of("x", "a,b\n1,x\r\n2,x\r\n3,x"));
    }

    /** The last line may be alone in its block. */
    @Test
    void endsTheLastLineLikeTheLinesBeforeWhereverBlocksEnd() throws IOException {
        String lines = "x".repeat(1022) + "\r\n";
        for (int length = 1000; length < 1100; length += 7) {
            String text = lines.repeat(63) + "y".repeat(length);
            Collected sink = new Collected();
            tiny(new LineFormat()).run(List.of(BytesSource.of("a", text), BytesSource.of("b", "z")), sink);
            assertThat(sink.text("part-00000")).isEqualTo(text + "\r\nz");
        }
    }

    @Test
    void takesARecordThatIsAnEighthOfTheMemory() throws IOException {
        for (ByteSize memory :
                List.of(ByteSize.of("2m"), ByteSize.of("3m"), ByteSize.of("100m"), ByteSize.of(2222222))) {
            int longest = (int) (memory.bytes() / 8 / 1024 * 1024);
            String record = "k," + "x".repeat(longest - 3) + "\n";
            String text = "a,b\nk,first\n" + record + "k,middle\n" + record + record + "k,last";
            Collected sink = new Collected();
            Shuffle.of(DelimitedFormat.csv(Column.of("a")), Partitioners.distinct(1, key -> key))
                    .memory(memory)
                    .run(List.of(BytesSource.of("in", text)), sink);
            assertThat(sink.text("k")).isEqualTo(text);
        }
    }

    @Test
    void saysWhichRecordIsLongerThanAnEighthOfTheMemory() {
        String record = "k," + "x".repeat(LARGEST_RECORD - 2) + "\n";
        BytesSource first = BytesSource.of("first", "a,b\nk,v\n");
        BytesSource second = BytesSource.of("second", "a,b\n" + "k,\"\n\"\n\n".repeat(50_000) + record + "k,v\n");
        assertThatThrownBy(() -> tiny(DelimitedFormat.csv(Column.of("a"))).run(List.of(first, second), new Collected()))
                .isInstanceOf(FaultException.class)
                .hasMessage("second:150002: the record is longer than 262144 bytes; give the shuffle more memory, "
                        + "or look for a quote that is never closed");
        assertThat(first.openChannels() + second.openChannels()).isZero();
    }

    @Test
    void saysSoOfARecordThatBeginsASource() {
        String record = "k," + "x".repeat(LARGEST_RECORD);
        assertThatThrownBy(() -> tiny(DelimitedFormat.csv(Column.of("a")))
                        .run(
                                List.of(BytesSource.of("a", "a,b\n1,2\n3,4\n"), BytesSource.of("b", "a,b\n" + record)),
                                new Collected()))
                .hasMessageStartingWith("b:2: the record is longer");
    }

    @Test
    void leavesOutWhatTheHandlerTakes() throws IOException {
        List<String> said = new ArrayList<>();
        Collected sink = new Collected();
        ShuffleSummary summary = Shuffle.of(DelimitedFormat.csv(Column.of("b")), Partitioners.distinct(9, key -> key))
                .onFault((fault, record) -> said.add(fault + " " + StandardCharsets.UTF_8.decode(record)))
                .run(List.of(BytesSource.of("in", "a,b\n1\n2,x\n\n\"3\"!,x\r\n4,x\n5,\"")), sink);
        assertThat(sink.texts()).isEqualTo(Map.of("x", "a,b\n2,x\n4,x\n"));
        assertThat(summary.rejected()).isEqualTo(3);
        assertThat(said)
                .containsExactly(
                        "in:2: it has 1 column, and the key is column 2 1\n",
                        "in:5: column 1 goes on after its closing quote \"3\"!,x\r\n",
                        "in:7: column 2 begins with a quote that is never closed 5,\"");
    }

    /** Text that escapes quotes with backslashes has quotes that close nothing, and lines that do not end a record. */
    @Test
    void leavesOutABrokenRecordWithAllItsLines() throws IOException {
        for (String broken : List.of(
                "x,\"he said \\\"hi\\\", then\nmore\",1\n",
                "x,\"he said \\\"hi\\\",\nthen\n\nmore\"\r\n",
                "x,\"a \\\"b\\\" c \\\"d\nmore\n and more\",1\n",
                "x,\"5\" disc\",1\n",
                "x,\"5\" disc,1\n",
                "x,\"" + "text \"and\" text\n".repeat(3_000) + "end\",1\n")) {
            for (String next : List.of("y,2,3\n", "\"y\",2,3\n", "y,\"2\",3\n", "y,\"2,\n\",3\n")) {
                List<String> said = new ArrayList<>();
                Collected sink = new Collected();
                String text = "k,v,w\n" + broken + next + "z,4,5\n" + broken + next;
                Shuffle.of(DelimitedFormat.csv(Column.of("k")), Partitioners.hash(1, ""))
                        .memory(ByteSize.of("2m"))
                        .onFault((fault, record) ->
                                said.add(StandardCharsets.UTF_8.decode(record).toString()))
                        .run(List.of(BytesSource.of("in", text)), sink);
                assertThat(sink.text("part-00000")).isEqualTo("k,v,w\n" + next + "z,4,5\n" + next);
                assertThat(said).containsExactly(broken, broken);
            }
        }
    }

    @Test
    void countsTheLinesOfABrokenRecord() throws IOException {
        List<Fault> said = new ArrayList<>();
        Shuffle.of(DelimitedFormat.csv(Column.of("v")), Partitioners.hash(1, ""))
                .onFault((fault, record) -> said.add(fault))
                .run(List.of(BytesSource.of("in", "k,v\nx,\"a\\\"b\nc\nd\",1\n\ny,2\nz\n")), new Collected());
        assertThat(said)
                .containsExactly(
                        new Fault("in", 2, "column 2 goes on after its closing quote"),
                        new Fault("in", 7, "it has 1 column, and the key is column 2"));
    }

    /** Short records fill a block with more than are grouped at a time. */
    @Test
    void saysEachFaultOnce() throws IOException {
        List<Fault> said = new ArrayList<>();
        String text = "a,b\n" + "1,2\n".repeat(5_000) + "x\n" + "1,2\n".repeat(5_000) + "y\n";
        Shuffle.of(DelimitedFormat.csv(Column.of("b")), Partitioners.hash(2, ""))
                .memory(Shuffle.MIN_MEMORY)
                .onFault((fault, record) -> said.add(fault))
                .run(List.of(BytesSource.of("in", text)), new Collected());
        assertThat(said).extracting(Fault::line).containsExactly(5_002L, 10_003L);
    }

    @Test
    void saysEachFaultOfMany() throws IOException {
        List<Fault> said = new ArrayList<>();
        Shuffle.of(DelimitedFormat.csv(Column.of("b")), Partitioners.hash(2, ""))
                .memory(Shuffle.MIN_MEMORY)
                .onFault((fault, record) -> said.add(fault))
                .run(List.of(BytesSource.of("in", "a,b\n" + "1\n".repeat(50_000))), new Collected());
        assertThat(said).hasSize(50_000);
        for (int i = 0; i < said.size(); i++) {
            assertThat(said.get(i)).isEqualTo(new Fault("in", i + 2, "it has 1 column, and the key is column 2"));
        }
    }

    /** Else the reasons of a file of short rows, none of which can be placed, would take all memory. */
    @Test
    void boundsTheMemoryOfReasons() throws IOException {
        StringBuilder rows = new StringBuilder("a\n");
        for (int i = 10_000; i < 70_000; i++) {
            rows.append(i).append('\n');
        }
        List<Fault> said = new ArrayList<>();
        Shuffle.of(DelimitedFormat.csv(Column.of("a")), Partitioners.distinct(9, key -> {
                    throw new IllegalArgumentException("bad");
                }))
                .memory(Shuffle.MIN_MEMORY)
                .onFault((fault, record) -> said.add(fault))
                .run(List.of(BytesSource.of("in", rows.toString())), new Collected());
        assertThat(said).hasSize(60_000);
        assertThat(said.get(0).reason()).isEqualTo("key '10000': bad");
        for (int i = 0; i < said.size(); i++) {
            Fault fault = said.get(i);
            assertThat(fault.line()).isEqualTo(i + 2);
            assertThat(fault.reason()).isIn("key '" + (i + 10_000) + "': bad", BlockFaults.NOT_KEPT);
        }
        assertThat(said).extracting(Fault::reason).contains(BlockFaults.NOT_KEPT);
    }

    @Test
    void endsWithWhatTheHandlerThrows() {
        IOException full = new IOException("the rejects are full");
        Throwable thrown =
                catchThrowable(() -> Shuffle.of(DelimitedFormat.csv(Column.of("b")), Partitioners.hash(2, ""))
                        .onFault((fault, record) -> {
                            throw full;
                        })
                        .run(List.of(BytesSource.of("in", "a,b\n1\n")), new Collected()));
        assertThat(thrown).isSameAs(full);
    }

    @Test
    void refusesSettingsOutOfRange() {
        Shuffle shuffle = Shuffle.of(new LineFormat(), Partitioners.hash(1, ""));
        assertThatThrownBy(() -> shuffle.memory(ByteSize.of(2_000_000)))
                .hasMessage("memory of 2000000 is less than 2m");
        assertThatThrownBy(() -> shuffle.threads(0)).hasMessage("number of threads 0 is less than 1");
        assertThatThrownBy(() -> Partitioners.hash(0, "")).hasMessage("number of partitions 0 is not from 1 to 100000");
        assertThatThrownBy(() -> Partitioners.hash(100_001, ""))
                .hasMessage("number of partitions 100001 is not from 1 to 100000");
    }

    private static Shuffle tiny(RecordFormat format) {
        return Shuffle.of(format, Partitioners.hash(1, ""))
                .memory(Shuffle.MIN_MEMORY)
                .threads(2);
    }

    private static Collected byB(String... texts) throws IOException {
        return shuffle("b", texts);
    }

    private static Collected shuffle(String column, String... texts) throws IOException {
        Collected sink = new Collected();
        List<Source> sources = new ArrayList<>();
        for (String text : texts) {
            sources.add(BytesSource.of(sources.isEmpty() ? "in" : "in" + (sources.size() + 1), text));
        }
        Shuffle.of(DelimitedFormat.csv(Column.of(column)), Partitioners.distinct(100, key -> key))
                .run(sources, sink);
        return sink;
    }
}
