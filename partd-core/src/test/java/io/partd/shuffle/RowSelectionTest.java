package io.partd.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which records of text are written, what of them, and where. */
class RowSelectionTest {

    private static final String ROWS = "id,day,city,fare\r\n"
            + "1,2024-01-31,Oslo,12.50\r\n"
            + "2,2024-02-01T23:30:00+02:00,\"Bergen, Vest\",9\n"
            + "3,2024-02-29 00:00,\"say \"\"Oslo\"\"\",\r\n"
            + "4,,Oslo,1e2\n"
            + "5,2023-12-31,,-3";

    private static Map<String, String> distinct(RowSelection rows, String text) throws IOException {
        Partitioner partitioner = rows.keyCount() == 1
                ? Partitioners.distinct(100, key -> key)
                : Partitioners.distinctOfSeveral(100, keys -> String.join("|", keys));
        return run(rows, partitioner, text);
    }

    private static Map<String, String> run(RecordFormat rows, Partitioner partitioner, String... texts)
            throws IOException {
        Collected sink = new Collected();
        List<Source> sources = new ArrayList<>();
        for (String text : texts) {
            sources.add(BytesSource.of("in" + sources.size(), text));
        }
        Shuffle.of(rows, partitioner).memory(ByteSize.of("2m")).run(sources, sink);
        return new TreeMap<>(sink.texts());
    }

    private static String ids(String partition) {
        StringBuilder ids = new StringBuilder();
        partition.lines().skip(1).forEach(line -> ids.append(line.charAt(0)));
        return ids.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "city = 'Oslo' ; 14",
                "city != 'Oslo' ; 23",
                "not city = 'Oslo' ; 23",
                "city like '%Oslo%' ; 134",
                "city = 'say \"Oslo\"' ; 3",
                "city is null ; 5",
                "fare is not null ; 1245",
                "fare >= 9 ; 124",
                "fare = 12.5 ; 1",
                "fare > 99 and fare < 101 ; 4",
                "fare < 0 or city = 'Oslo' ; 145",
                "day >= '2024-02' ; 23",
                "\"2\" < '2024' ; 5",
                "id in (1, 3, 9) ; 13",
                "id not in (1, 3, 9) ; 245",
                "id between 2 and 4 ; 234",
                "not (fare > 10) ; 25",
                "id != 3 and fare > 10 ; 14",
            })
    void keepsRowsThatAConditionHoldsFor(String condition, String ids) throws IOException {
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "city").where(condition);
        Map<String, String> parts = run(rows, Partitioners.hash(1, ""), ROWS);
        assertThat(ids(parts.get("part-00000"))).isEqualTo(ids);
        ROWS.lines()
                .skip(1)
                .filter(line -> ids.indexOf(line.charAt(0)) >= 0)
                .forEach(line -> assertThat(parts.get("part-00000")).contains(line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "year(day) ; {2023=5, 2024=123, =4}",
                "month(day) ; {2023-12=5, 2024-01=1, 2024-02=23, =4}",
                "day(day) ; {2023-12-31=5, 2024-01-31=1, 2024-02-01=2, 2024-02-29=3, =4}",
                "hour(day) ; {2023-12-31-00=5, 2024-01-31-00=1, 2024-02-01-21=2, 2024-02-29-00=3, =4}",
                "prefix(city, 2) ; {Be=2, Os=14, sa=3, =5}",
                "bucket(fare, 10) ; {-10=5, 0=2, 10=1, 100=4, =3}",
                "bucket(\"fare\", 2.5) ; {-5.0=5, 100.0=4, 12.5=1, 7.5=2, =3}",
            })
    void derivesKeys(String key, String expected) throws IOException {
        Map<String, String> ids = new TreeMap<>();
        distinct(RowSelection.by(DelimitedFormat.csv(), key), ROWS).forEach((name, rows) -> ids.put(name, ids(rows)));
        Map<String, String> sorted = new TreeMap<>();
        for (String entry : expected.substring(1, expected.length() - 1).split(", ")) {
            sorted.put(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1));
        }
        assertThat(ids).isEqualTo(sorted);
    }

    @Test
    void makesOneKeyOfSeveralColumns() throws IOException {
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "year(day)", "city");
        assertThat(distinct(rows, ROWS).keySet())
                .containsExactlyInAnyOrder("2024|Oslo", "2024|Bergen, Vest", "2024|say \"Oslo\"", "|Oslo", "2023|");
        byte[] key = {4, 0, 0, 0, 0, 0, 0, 0, '2', '0', '2', '4', 4, 0, 0, 0, 0, 0, 0, 0, 'O', 's', 'l', 'o'};
        Partitioner hash = Partitioners.hash(1000, "");
        assertThat(ids(run(rows, hash, ROWS).get(hash.name(hash.partition(key, 0, key.length)))))
                .isEqualTo("1");
    }

    @Test
    void ordersRangesByOneColumnAfterTheOther() throws IOException {
        StringBuilder text = new StringBuilder("a,b,id\n");
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            text.append("x".repeat(random.nextInt(3)))
                    .append(',')
                    .append(random.nextInt(30))
                    .append(",i\n");
        }
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "a", "b");
        List<Source> sources = List.of(BytesSource.of("in", text.toString()));
        Map<String, String> parts =
                run(rows, Partitioners.ranges(7, "", rows, sources, ByteSize.of("2m")), text.toString());
        String before = "";
        for (String part : parts.values()) {
            List<String> keys = part.lines()
                    .skip(1)
                    .map(line -> line.replace(',', ' '))
                    .sorted()
                    .toList();
            assertThat(keys).hasSizeGreaterThan(100);
            assertThat(keys.get(0)).isGreaterThan(before);
            before = keys.get(keys.size() - 1);
        }
    }

    @Test
    void writesColumnsInTheirOrder() throws IOException {
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "id").columns("fare", "city");
        assertThat(run(rows, Partitioners.hash(1, ""), "\ufeff" + ROWS).get("part-00000"))
                .isEqualTo(
                        "\ufefffare,city\r\n12.50,Oslo\r\n9,\"Bergen, Vest\"\n,\"say \"\"Oslo\"\"\"\r\n1e2,Oslo\n-3,");
        RowSelection one = RowSelection.by(DelimitedFormat.csv(), "id").columns("fare");
        assertThat(run(one, Partitioners.hash(1, ""), ROWS).get("part-00000"))
                .isEqualTo("fare\r\n12.50\r\n9\n\"\"\r\n1e2\n-3");
        RecordFormat numbered = RowSelection.by(DelimitedFormat.csv().withHeader(DelimitedFormat.Header.ABSENT), "1")
                .columns("3", "1")
                .where("\"2\" = 'x'");
        assertThat(run(numbered, Partitioners.hash(1, ""), "a,x,1\nb,y,2\nc,x,3\n")
                        .get("part-00000"))
                .isEqualTo("1,a\n3,c\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "id ; day,city,fare ; 2024-02-29 00:00,\"say \"\"Oslo\"\"\", ; ,Oslo,1e2",
                "city ; id,day,fare ; 3,2024-02-29 00:00, ; 4,,1e2",
                "fare ; id,day,city ; 3,2024-02-29 00:00,\"say \"\"Oslo\"\"\" ; 4,,Oslo",
                "day fare id ; city ; \"say \"\"Oslo\"\"\" ; Oslo",
                "id city fare ; day ; 2024-02-29 00:00 ; \"\"",
                "city city ; id,day,fare ; 3,2024-02-29 00:00, ; 4,,1e2",
                "city year(day) ; id,day,fare ; 3,2024-02-29 00:00, ; 4,,1e2",
                "year(day) ; id,day,city,fare ; 3,2024-02-29 00:00,\"say \"\"Oslo\"\"\", ; 4,,Oslo,1e2",
            })
    void leavesOutTheKeysColumns(String keys, String header, String third, String fourth) throws IOException {
        RowSelection rows =
                RowSelection.by(DelimitedFormat.csv(), keys.split(" ")).withoutKey();
        String part = run(rows, Partitioners.hash(1, ""), ROWS).get("part-00000");
        assertThat(part).startsWith(header + "\r\n").contains("\n" + third + "\r\n" + fourth + "\n");
        assertThat(run(rows.sortedBy("id desc"), Partitioners.hash(1, ""), ROWS).get("part-00000"))
                .startsWith(header + "\r\n")
                .contains("\n" + fourth + "\n" + third + "\r\n");
    }

    @Test
    void leavesOutTheKeysColumnsOfThoseThatAreWritten() throws IOException {
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "city")
                .columns("fare", "city", "id")
                .withoutKey();
        assertThat(run(rows, Partitioners.hash(1, ""), ROWS).get("part-00000"))
                .isEqualTo("fare,id\r\n12.50,1\r\n9,2\n,3\r\n1e2,4\n-3,5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(rows.columns("city"), Partitioners.hash(1, ""), ROWS))
                .withMessage("there is no column but [city], and the key's columns are left out");
        RowSelection numbered = RowSelection.by(DelimitedFormat.tsv().withHeader(DelimitedFormat.Header.ABSENT), "2")
                .withoutKey();
        assertThat(run(numbered, Partitioners.hash(1, ""), "a\tx\t1\r\nb\ty\n\tz\tc\td")
                        .get("part-00000"))
                .isEqualTo("a\t1\r\nb\n\tc\td");
    }

    @Test
    void leavesColumnsThatHaveTheSameName() throws IOException {
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "2").withoutKey();
        assertThat(run(rows, Partitioners.hash(1, ""), "a,a,\n1,2,3\n").get("part-00000"))
                .isEqualTo("a,\n1,3\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "k,v|a,1|b ! in0:3: it has no column but those that are left out",
                "k,v|a,1|, ! in0:3: it has one column of those that are to be written, which is empty, and its line"
                        + " would be empty; write another column too",
            })
    void reportsRowsOfWhichNothingIsLeft(String text, String message) {
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "k").withoutKey();
        assertThatThrownBy(() -> distinct(rows, text.replace('|', '\n')))
                .isInstanceOf(FaultException.class)
                .hasMessage(message);
    }

    @Test
    void refusesToLeaveOutAllColumns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        distinct(RowSelection.by(DelimitedFormat.csv(), "1").withoutKey(), "only\na\n"))
                .withMessage("there is no column but [only], and the key's columns are left out");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> distinct(RowSelection.by(new LineFormat(), "line").withoutKey(), "a\n"))
                .withMessage("there is no column but [line], and the key's columns are left out");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        distinct(RowSelection.by(DelimitedFormat.csv(), "other").withoutKey(), "only\na\n"))
                .withMessage("no column 'other'; there are 1 to 1: [only]");
    }

    @Test
    void takesTheFirstRowsAndReadsNoFurther() throws IOException {
        StringBuilder text = new StringBuilder("k,n\n");
        for (int i = 0; i < 400_000; i++) {
            text.append(i % 7).append(',').append(i).append('\n');
        }
        BytesSource first = BytesSource.of("first", text.toString()).failingAt(2_500_000);
        BytesSource second = BytesSource.of("second", "another header\n");
        Collected sink = new Collected();
        RowSelection rows =
                RowSelection.by(DelimitedFormat.csv(), "k").where("n >= 100").limit(1000);
        ShuffleSummary summary = Shuffle.of(rows, Partitioners.distinct(10, key -> key))
                .memory(ByteSize.of("2m"))
                .threads(4)
                .run(List.of(first, second), sink);
        assertThat(summary.records()).isEqualTo(1000);
        sink.texts()
                .forEach((key, part) ->
                        assertThat(part.lines().skip(1)).allMatch(line -> Integer.parseInt(line.substring(2)) < 1100));
        assertThat(Shuffle.of(rows.limit(0), Partitioners.hash(2, ""))
                        .run(List.of(first), sink)
                        .records())
                .isZero();
    }

    @Test
    void placesRowsWithoutAKey() throws IOException {
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "city", "fare");
        assertThat(distinct(rows, ROWS).keySet()).contains("|-3", "say \"Oslo\"|");
        assertThat(distinct(rows.nullKeys(NullKeys.DROP), ROWS).keySet())
                .containsExactlyInAnyOrder("Oslo|12.50", "Bergen, Vest|9", "Oslo|1e2");
        assertThatThrownBy(() -> distinct(rows.nullKeys(NullKeys.ERROR), ROWS))
                .isInstanceOf(FaultException.class)
                .hasMessage("in0:4: key 'fare' has no value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "fare > 5 ; id ; in0:3: column 'fare' is 'x', and 'fare > 5' compares it with a number",
                "fare = true ; id ; in0:2: column 'fare' is '7', and 'fare = true' compares it with true or false",
                "id > 0 ; bucket(fare, 5) ; in0:3: key 'bucket(fare, 5)' needs a number, and it is 'x'",
                "id > 0 ; year(fare) ; in0:2: key 'year(fare)' needs a date or a time, as in 2024-02-29 or 2024-02-29 12:30:00, and it is '7'",
                "last = 'z' ; id ; in0:3: it has 2 columns, and it needs column 3",
            })
    void reportsRowsThatCannotBeCompared(String condition, String key, String message) {
        assertThatThrownBy(() -> distinct(
                        RowSelection.by(DelimitedFormat.csv(), key).where(condition), "id,fare,last\n1,7,y\n2,x\n"))
                .isInstanceOf(FaultException.class)
                .hasMessage(message);
    }

    @Test
    void rejectsRowsAsTheyWereRead() throws IOException {
        StringBuilder rejects = new StringBuilder();
        Collected sink = new Collected();
        RowSelection rows =
                RowSelection.by(DelimitedFormat.csv(), "k").columns("v", "k").where("n > 1");
        ShuffleSummary summary = Shuffle.of(rows, Partitioners.distinct(10, key -> {
                    if (key.equals("bad")) {
                        throw new IllegalArgumentException("it is bad");
                    }
                    return key;
                }))
                .onFault((fault, record) -> rejects.append(StandardCharsets.UTF_8.decode(record)))
                .run(List.of(BytesSource.of("in", "k,n,v\na,2,x\na,?,y\nbad,3,z\nb,0,w\nb,9,\"u\"\n")), sink);
        assertThat(rejects).hasToString("a,?,y\nbad,3,z\n");
        assertThat(sink.texts()).isEqualTo(Map.of("a", "v,k\nx,a\n", "b", "v,k\n\"u\",b\n"));
        assertThat(summary.rejected()).isEqualTo(2);
    }

    @Test
    void namesColumnsThatAreNear() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        distinct(RowSelection.by(DelimitedFormat.csv(), "City").where("fares > 5"), ROWS))
                .withMessage("no column 'City', but 'city'; there are 1 to 4: [id, day, city, fare]");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        distinct(RowSelection.by(DelimitedFormat.csv(), "city").where("fares > 5"), ROWS))
                .withMessage("no column 'fares', but 'fare'; there are 1 to 4: [id, day, city, fare]");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        distinct(RowSelection.by(DelimitedFormat.csv(), "city").columns("x"), ROWS))
                .withMessage("no column 'x'; there are 1 to 4: [id, day, city, fare]");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        distinct(RowSelection.by(DelimitedFormat.csv(), "city").where("city = ''"), ROWS))
                .withMessage("in 'city = ''': an empty field has no value and is equal to nothing; say 'city is null'"
                        + " or 'is not null'");
    }

    @Test
    void filtersLines() throws IOException {
        RowSelection rows = RowSelection.by(new LineFormat(), "prefix(line, 4)").where("line like '%ERROR%'");
        assertThat(run(
                        rows,
                        Partitioners.distinct(10, key -> key),
                        "10:0 ERROR a\n10:1 INFO\r\n\n10:2 ERROR b\r\n11:1 ERROR"))
                .isEqualTo(Map.of("10:0", "10:0 ERROR a\n", "10:2", "10:2 ERROR b\r\n", "11:1", "11:1 ERROR"));
    }

    /** Random CSV, filtered and projected, against the same done to each row by itself. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void selectsOfRandomText(int seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("a,b,c\n");
        StringBuilder expected = new StringBuilder("c,a\n");
        for (int i = 0; i < 20_000; i++) {
            String a = field(random);
            String c = field(random);
            int b = random.nextInt(100);
            text.append(a).append(',').append(b).append(',').append(c).append('\n');
            if (b < 50) {
                expected.append(c).append(',').append(a).append('\n');
            }
        }
        RowSelection rows =
                RowSelection.by(DelimitedFormat.csv(), "c").where("b < 50").columns("c", "a");
        Source source = BytesSource.of("in", text.toString()).inPiecesOf(1 + random.nextInt(5000));
        Collected sink = new Collected();
        Shuffle.of(rows, Partitioners.hash(1, ""))
                .memory(ByteSize.of("2m"))
                .threads(1 + random.nextInt(4))
                .run(List.of(source), sink);
        assertThat(sink.texts().get("part-00000")).isEqualTo(expected.toString());
        RowSelection narrow =
                RowSelection.by(DelimitedFormat.csv(), "b").where("b < 50").withoutKey();
        String kept = run(rows.columns("a", "c"), Partitioners.hash(1, ""), text.toString())
                .get("part-00000");
        assertThat(run(narrow, Partitioners.hash(1, ""), text.toString()).get("part-00000"))
                .isEqualTo(kept);
    }

    private static String field(Random random) {
        String plain = "x".repeat(random.nextInt(40));
        return switch (random.nextInt(6)) {
            case 0 -> "\"" + plain + "\n" + plain + "\"";
            case 1 -> "\"" + plain + "\"\"," + plain + "\"";
            case 2 -> "\"\"";
            default -> plain;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "city ; 2143 5",
                "city desc ; 3142 5",
                "number(fare) ; 52143",
                "number(fare) desc, id ; 41253",
                "day desc, id desc ; 32154",
            })
    void sortsRowsOfEachPartition(String order, String ids) throws IOException {
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "id").sortedBy(order);
        assertThat(ids(run(rows, Partitioners.hash(1, ""), ROWS).get("part-00000")))
                .isEqualTo(ids.replace(" ", ""));
        String projected =
                run(rows.columns("id"), Partitioners.hash(1, ""), ROWS).get("part-00000");
        assertThat(projected.lines().skip(1))
                .containsExactly(ids.replace(" ", "").split(""));
    }

    /** Of some megabytes in a memory of two, many times. */
    @ParameterizedTest
    @ValueSource(ints = {30_000, 450_000}) // the latter merges merged runs
    void sortsMoreThanFitsIntoMemory(int count, @TempDir Path directory) throws IOException {
        Random random = new Random(count);
        Map<String, List<String>> expected = new TreeMap<>();
        StringBuilder text = new StringBuilder("k,v,n\n");
        for (int i = 0; i < count; i++) {
            String key = "k" + random.nextInt(3);
            String line = key + "," + "v".repeat(random.nextInt(5)) + "," + i;
            text.append(line).append('\n');
            expected.computeIfAbsent(key, k -> new ArrayList<>()).add(line);
        }
        text.append("k3,v,1");
        Comparator<String> byValue = Comparator.comparing(line -> line.substring(3, line.lastIndexOf(',')));
        expected.values().forEach(lines -> lines.sort(byValue.reversed()));
        Collected sink = new Collected();
        RowSelection rows = RowSelection.by(DelimitedFormat.csv(), "k").sortedBy("v desc");
        ShuffleSummary summary = Shuffle.of(rows, Partitioners.distinct(10, key -> key))
                .memory(ByteSize.of("2m"))
                .threads(2)
                .temporaryIn(directory)
                .run(List.of(BytesSource.of("in", text.toString())), sink);
        expected.forEach((key, lines) -> {
            List<String> sorted = sink.texts().get(key).lines().skip(1).toList();
            assertThat(sorted).isEqualTo(lines);
        });
        assertThat(sink.texts()).containsEntry("k3", "k,v,n\nk3,v,1\n");
        assertThat(summary.records()).isEqualTo(count + 1);
        assertThat(summary.bytes()).isEqualTo(text.length() - "k,v,n\n".length() + 1);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void reportsRowsThatCannotBeSorted() {
        assertThatThrownBy(() ->
                        distinct(RowSelection.by(DelimitedFormat.csv(), "id").sortedBy("number(city)"), ROWS))
                .isInstanceOf(FaultException.class)
                .hasMessage("in0:2: it is sorted by a number, and it is 'Oslo'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowSelection.by(DelimitedFormat.csv(), "id").sortedBy("city up"))
                .withMessage("character 6: ',', 'asc', 'desc' or the end is expected, not up");
    }
}
