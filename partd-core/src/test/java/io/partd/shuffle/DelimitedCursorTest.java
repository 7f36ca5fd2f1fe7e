package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.partd.shuffle.DelimitedFormat.Header;
import io.partd.shuffle.PlainCsv.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records, keys, faults and line numbers, as two other readers see them. */
class DelimitedCursorTest {

    private static final int COLUMNS = 4;

    /** What a cursor says of a record. */
    private record Seen(String bytes, String key, String fault, long line) {}

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithAPlainReader(long seed) {
        Random random = new Random(seed);
        char delimiter = random.nextBoolean() ? ',' : '\t';
        RandomCsv csv = new RandomCsv(seed, delimiter).withFaults().withCarriageReturns();
        csv.records(random.nextInt(40), 1 + random.nextInt(COLUMNS));
        byte[] text =
                random.nextBoolean() ? csv.bytes() : csv.withoutLastLineEnd().bytes();
        for (int column = 0; column < COLUMNS; column++) {
            assertAgrees(text, delimiter, column);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithAPlainReaderOnAnyBytes(long seed) {
        Random random = new Random(seed);
        byte[] alphabet = "aé,,\"\"\n\r".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 40; i++) {
            byte[] text = new byte[random.nextInt(60) + 1];
            for (int j = 0; j < text.length; j++) {
                text[j] = alphabet[random.nextInt(alphabet.length)];
            }
            text[text.length - 1] = '\n';
            assertAgrees(text, ',', random.nextInt(3));
        }
    }

    @Test
    void agreesWithAPlainReaderAtEveryLength() {
        for (int before = 0; before < 20; before++) {
            for (int key = 0; key < 20; key++) {
                for (String after : List.of("\n", "\r\n", ",z\n", ",\"q\"\n", "", ",zzzzzzz", "\n\nnext,n\n")) {
                    String text = "x".repeat(before) + "," + "k".repeat(key) + after;
                    assertAgrees(text.getBytes(StandardCharsets.UTF_8), ',', 0);
                    assertAgrees(text.getBytes(StandardCharsets.UTF_8), ',', 1);
                    assertAgrees(text.getBytes(StandardCharsets.UTF_8), ',', 2);
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void findsTheKeysThatFastCsvFinds(long seed) throws IOException {
        Random random = new Random(seed);
        RandomCsv csv = new RandomCsv(seed, ',').records(1 + random.nextInt(60), COLUMNS);
        byte[] text =
                random.nextBoolean() ? csv.bytes() : csv.withoutLastLineEnd().bytes();
        for (int column = 0; column < COLUMNS; column++) {
            List<String> expected = new ArrayList<>();
            try (CsvReader<CsvRecord> reader =
                    CsvReader.builder().skipEmptyLines(true).ofCsvRecord(new String(text, StandardCharsets.UTF_8))) {
                for (CsvRecord record : reader) {
                    expected.add(record.getStartingLineNumber() + ": " + record.getField(column));
                }
            }
            List<String> found = new ArrayList<>();
            for (Seen seen : read(text, ',', column, (byte) '"')) {
                byte[] key = seen.key().getBytes(StandardCharsets.ISO_8859_1);
                found.add(seen.line() + ": " + new String(key, StandardCharsets.UTF_8));
            }
            assertThat(found).as("column %d", column).isEqualTo(expected);
        }
    }

    @Test
    void findsTheLastWholeRecord() {
        for (long seed = 0; seed < 60; seed++) {
            byte[] text = new RandomCsv(seed, ',').records(6, 3).bytes();
            List<Row> rows = PlainCsv.read(text, ',');
            DelimitedFormat format = DelimitedFormat.csv(Column.of("1"));
            for (int to = 0; to <= text.length; to++) {
                int expected = lastEnd(text, to, rows);
                for (byte garbage : new byte[] {'"', '\n', 0}) {
                    int end = format.lastRecordEnd(padded(Arrays.copyOf(text, to), garbage), 0, to);
                    assertThat(end)
                            .as("last record before %d of seed %d", to, seed)
                            .isEqualTo(expected);
                }
            }
        }
    }

    /** Where a broken record ends may show only in what comes after it. */
    @Test
    void endsNoBlockWithinABrokenRecord() {
        for (long seed = 0; seed < 200; seed++) {
            byte[] text = new RandomCsv(seed, ',').withFaults().records(6, 3).bytes();
            List<Row> rows = PlainCsv.read(text, ',');
            for (int to = 0; to <= text.length; to++) {
                byte[] bytes = Arrays.copyOf(text, to);
                int end = DelimitedFormat.csv(Column.of("1")).lastRecordEnd(padded(bytes, (byte) '"'), 0, to);
                List<Row> before = PlainCsv.read(Arrays.copyOf(text, end), ',');
                assertThat(before).as("before %d of seed %d", end, seed).isEqualTo(rows.subList(0, before.size()));
            }
        }
    }

    /** The ends of whole records and of blank lines are where a block may end. */
    private static int lastEnd(byte[] text, int to, List<Row> rows) {
        int at = 0;
        int end = 0;
        for (Row row : rows) {
            while (isBlank(text, at)) {
                at += text[at] == '\n' ? 1 : 2;
                end = at <= to ? at : end;
            }
            at += row.bytes().length();
            end = at <= to ? at : end;
        }
        while (at < text.length && isBlank(text, at)) {
            at += text[at] == '\n' ? 1 : 2;
            end = at <= to ? at : end;
        }
        return end;
    }

    private static boolean isBlank(byte[] text, int at) {
        return text[at] == '\n' || (text[at] == '\r' && at + 1 < text.length && text[at + 1] == '\n');
    }

    @Test
    void findsTheHeadersEnd() {
        for (long seed = 0; seed < 60; seed++) {
            byte[] text = new RandomCsv(seed, ',').records(2, 3).bytes();
            int length = PlainCsv.read(text, ',').get(0).bytes().length();
            DelimitedFormat format = DelimitedFormat.csv(Column.of("1"));
            for (int to = 1; to <= text.length; to++) {
                int end = format.headerEnd(padded(Arrays.copyOf(text, to), (byte) '\n'), 0, to);
                assertThat(end).as("header in %d bytes of seed %d", to, seed).isEqualTo(to < length ? -1 : length);
            }
        }
    }

    @Test
    void hasNoWholeHeaderInNothing() {
        DelimitedFormat format = DelimitedFormat.csv(Column.of("1"));
        assertThat(format.headerEnd(padded(new byte[0], (byte) '\n'), 0, 0)).isEqualTo(-1);
    }

    @Test
    void seesNothingInNothing() {
        assertThat(read(new byte[0], ',', 0, (byte) 'x')).isEmpty();
        assertThatCode(() -> read(new byte[] {'\n'}, ',', 0, (byte) 'x')).doesNotThrowAnyException();
    }

    private static void assertAgrees(byte[] text, char delimiter, int column) {
        List<Seen> expected = new ArrayList<>();
        for (Row row : PlainCsv.read(text, delimiter)) {
            expected.add(new Seen(row.bytes(), row.key(column), row.fault(column), row.line()));
        }
        for (byte garbage : new byte[] {0, '"', '\n', '\r', (byte) delimiter, 'x', (byte) 0xff}) {
            assertThat(read(text, delimiter, column, garbage))
                    .as("column %d, byte %d behind the end", column, garbage)
                    .isEqualTo(expected);
        }
    }

    private static List<Seen> read(byte[] text, char delimiter, int column, byte garbage) {
        RecordCursor cursor = DelimitedFormat.csv(Column.of("" + (column + 1)))
                .delimitedBy(delimiter)
                .withHeader(Header.ABSENT)
                .cursor(new byte[0]);
        byte[] bytes = padded(text, garbage);
        cursor.reset(bytes, 0, text.length);
        List<Seen> seen = new ArrayList<>();
        while (cursor.next()) {
            String key = cursor.fault() == null ? string(cursor.keyBytes(), cursor.keyStart(), cursor.keyEnd()) : null;
            String record = string(bytes, cursor.start(), cursor.end());
            seen.add(new Seen(record, key, cursor.fault(), cursor.linesBefore() + 1));
        }
        long lines = new String(text, StandardCharsets.ISO_8859_1)
                .chars()
                .filter(c -> c == '\n')
                .count();
        assertThat(cursor.lines()).isEqualTo(lines);
        return seen;
    }

    private static byte[] padded(byte[] text, byte garbage) {
        byte[] padded = Arrays.copyOf(text, text.length + RecordFormat.PADDING);
        Arrays.fill(padded, text.length, padded.length, garbage);
        return padded;
    }

    private static String string(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
