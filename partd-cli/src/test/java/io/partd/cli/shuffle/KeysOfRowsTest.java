package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of text, JSON lines and tables, as options of the command say them. */
class KeysOfRowsTest {

    private static final String JSON = """
            {"user": {"id": 7, "name": "Ada"}, "at": "2024-02-29T10:00:00", "n": 1}
            {"n": 2, "user": {"name": "Bob", "id": "8"}, "at": "2025-01-01"}
            {"n": 3, "at": "2024-12-31", "user": {"id": 7, "name": "Adam"}}
            """;

    @TempDir
    Path temporary;

    private Place place;
    private Path json;

    @BeforeEach
    void makePlace() throws IOException {
        place = new Place(temporary.toRealPath());
        json = place.file("rows.jsonl", JSON);
    }

    private static String line(int number) {
        return JSON.lines().toList().get(number - 1) + "\n";
    }

    @Test
    void severalColumnsOfTextMakeDirectoriesInDirectories() throws IOException {
        Path csv = place.file("rows.csv", "city,year,n\nOslo,2024,1\nBern,2024,2\nOslo,2025,3\nOslo,2024,4\n");
        place.shuffled(csv, "--by", "city", "--by", 2, "--distinct");
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "city=Oslo/year=2024/data.csv", "city,year,n\nOslo,2024,1\nOslo,2024,4\n",
                        "city=Bern/year=2024/data.csv", "city,year,n\nBern,2024,2\n",
                        "city=Oslo/year=2025/data.csv", "city,year,n\nOslo,2025,3\n"));
    }

    /** A pair of values has the partition that it has in tables; others would be divided by one of the two. */
    @Test
    void severalColumnsAreInThePartitionsOfTables() throws IOException {
        String[] cities = {"Oslo", "Bern", "Rome", "Oslo", "Paris", "Bonn", "Lima", "Oslo"};
        Path table = TableFiles.trips(place.path("t.parquet"), 1, cities);
        StringBuilder csv = new StringBuilder("city,n\n");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < cities.length; i++) {
            csv.append(cities[i]).append(',').append(i + 1).append('\n');
            lines.append("{\"city\": \"")
                    .append(cities[i])
                    .append("\", \"n\": ")
                    .append(i + 1)
                    .append("}\n");
        }
        place.shuffled(table, "--by", "city", "--by", "n", "-n", 3);
        Map<String, List<String>> expected = new TreeMap<>();
        for (String part : List.of("part-00000", "part-00001", "part-00002")) {
            expected.put(part, TableFiles.rows(place.out().resolve(part + ".parquet")));
        }
        assertThat(expected.values()).filteredOn(List::isEmpty).hasSizeLessThan(2);
        for (Path text : List.of(place.file("t.csv", csv.toString()), place.file("t.jsonl", lines.toString()))) {
            Place other = new Place(Files.createDirectory(place.path(text.getFileName() + "-place")));
            other.shuffled(text, "--by", "city", "--by", "n", "-n", 3);
            Map<String, List<String>> rows = new TreeMap<>();
            other.parts()
                    .forEach((name, part) -> rows.put(
                            name.replaceFirst("\\..*", ""),
                            part.lines()
                                    .filter(line -> !line.equals("city,n"))
                                    .map(line -> line.replaceAll("\"(city|n)\":|[{}\",]", " ")
                                            .strip()
                                            .replaceAll(" +", " "))
                                    .toList()));
            assertThat(rows).as(text.toString()).isEqualTo(expected);
        }
    }

    @Test
    void aMemberWithinAnotherIsAKey() throws IOException {
        place.shuffled(json, "--by", "user.id", "--distinct");
        assertThat(place.parts())
                .isEqualTo(Map.of("user.id=7/data.jsonl", line(1) + line(3), "user.id=8/data.jsonl", line(2)));
        place.shuffled(json, "--by", "user.id", "--by", "user.name", "--distinct", "--overwrite");
        assertThat(place.parts())
                .isEqualTo(Map.of(
                        "user.id=7/user.name=Ada/data.jsonl", line(1),
                        "user.id=8/user.name=Bob/data.jsonl", line(2),
                        "user.id=7/user.name=Adam/data.jsonl", line(3)));
    }

    /** A number is where its text is in a file of CSV. */
    @Test
    void aMemberWithinAnotherIsHashedAsItsText() throws IOException {
        place.shuffled(json, "--by", "user.id", "-n", 5);
        Map<String, String> parts = place.parts();
        Path csv = place.file("ids.csv", "id\n7\n8\n7\n");
        place = new Place(Files.createDirectory(place.path("other")));
        place.shuffled(csv, "--by", "id", "-n", 5);
        place.parts().forEach((name, rows) -> {
            String lines = parts.get(name.replace(".csv", ".jsonl"));
            assertThat(lines.lines().count()).isEqualTo(rows.lines().count() - 1);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "year(at) | at_year=2024 | at_year=2025 | at_year=2024",
                "month(at) | at_month=2024-02 | at_month=2025-01 | at_month=2024-12",
                "day(at) | at_day=2024-02-29 | at_day=2025-01-01 | at_day=2024-12-31",
                "prefix(user.name, 2) | user.name_prefix=Ad | user.name_prefix=Bo | user.name_prefix=Ad",
                "bucket(n, 2) | n_bucket=0 | n_bucket=2 | n_bucket=2",
            })
    void keysAreMadeOfMembers(String by, String first, String second, String third) throws IOException {
        place.shuffled(json, "--by", by, "--distinct");
        Map<String, String> expected = new TreeMap<>();
        List<String> directories = List.of(first, second, third);
        for (int i = 0; i < directories.size(); i++) {
            expected.merge(directories.get(i) + "/data.jsonl", line(i + 1), String::concat);
        }
        assertThat(place.parts()).isEqualTo(expected);
    }

    @Test
    void columnsAreTheMembersThatAreWritten() throws IOException {
        place.shuffled(json, "--by", "user.id", "--columns", "at,n", "-n", 1);
        assertThat(place.parts().get("part-00000.jsonl").lines().map(line -> line.replace(" ", "")))
                .containsExactly(
                        "{\"at\":\"2024-02-29T10:00:00\",\"n\":1}",
                        "{\"at\":\"2025-01-01\",\"n\":2}",
                        "{\"at\":\"2024-12-31\",\"n\":3}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "jsonl", "parquet"})
    void rowsWithoutAKeyGoWhereTheOptionSays(String format) throws IOException {
        Path rows = place.path("null." + format);
        switch (format) {
            case "csv" -> Files.writeString(rows, "city,n\nOslo,1\n,2\n\"\",3\nBern,4\n");
            case "jsonl" -> Files.writeString(rows, """
                    {"city": "Oslo", "n": 1}
                    {"n": 2}
                    {"city": null, "n": 3}
                    {"city": "Bern", "n": 4}
                    """);
            default -> TableFiles.trips(rows, 1, "Oslo", "null", "null", "Bern");
        }
        String all = place.shuffled(rows, "--by", "city", "--distinct");
        assertThat(all).startsWith("4 rows");
        assertThat(place.parts())
                .containsOnlyKeys(
                        "city=Oslo/data." + format,
                        "city=Bern/data." + format,
                        "city=__HIVE_DEFAULT_PARTITION__/data." + format);
        place.shuffled(rows, "--by", "city", "--null-key", "partition", "--distinct", "--overwrite");
        assertThat(place.parts()).hasSize(3);

        assertThat(place.shuffled(rows, "--by", "city", "--null-key", "drop", "--distinct", "--overwrite"))
                .startsWith("2 rows");
        assertThat(place.parts()).containsOnlyKeys("city=Oslo/data." + format, "city=Bern/data." + format);

        Map<String, String> before = place.files();
        Result result = place.shuffle(rows, "--by", "city", "--null-key", "error", "--distinct", "--overwrite");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains(rows.toString())
                .contains(
                        format.equals("parquet")
                                ? "the key in row 1 of a batch has no value"
                                : ":" + (format.equals("csv") ? 3 : 2) + ": ")
                .hasLineCount(1);
        assertThat(place.files()).isEqualTo(before);
    }

    @Test
    void rowsWithoutAKeyAreLeftOutWithTheirReason() throws IOException {
        Path rows = place.file("null.csv", "city,n\nOslo,1\n,2\n");
        Path reasons = place.path("why");
        List<Object> words = new ArrayList<>(List.of(rows, "--by", "city", "--null-key", "error", "-n", 1));
        words.addAll(List.of("--on-error", "skip", "--reasons", reasons));
        assertThat(place.shuffle(words.toArray()).status()).isZero();
        assertThat(reasons).content().startsWith("{\"input\":\"" + rows + "\",\"line\":3,\"bytes\":3,\"reason\":\"");
    }
}
