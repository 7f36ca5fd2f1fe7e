package io.partd.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputFilesTest {

    @TempDir
    Path directory;

    @Test
    void findsAllFilesOfADirectoryInOrder() throws IOException {
        make("b.csv", "a/z.csv", "a/b/c.csv", "a.csv", "ü.csv", "name with spaces.csv");
        assertThat(find("")).containsExactly("a.csv", "a/b/c.csv", "a/z.csv", "b.csv", "name with spaces.csv", "ü.csv");
        assertThat(find("a")).containsExactly("a/b/c.csv", "a/z.csv");
        assertThat(find("a/")).containsExactly("a/b/c.csv", "a/z.csv");
        assertThat(find("b.csv", "a", "a.csv")).containsExactly("b.csv", "a/b/c.csv", "a/z.csv", "a.csv");
    }

    @Test
    void leavesOutWhatSparkLeavesOut() throws IOException {
        make(
                "a.csv",
                "_SUCCESS",
                ".a.csv.crc",
                "_temporary/0/a.csv",
                ".hidden/a.csv",
                "partd-0123456789abcdef.tmp/part-00000.csv",
                "partd-0123456789abcdef.owner",
                "_day=1/a.csv");
        assertThat(find("")).containsExactly("_day=1/a.csv", "a.csv");
        assertThat(find("*")).containsExactly("_day=1/a.csv", "a.csv");
        assertThat(find("**/*.csv")).containsExactly("_day=1/a.csv", "a.csv");
        assertThat(find(".*/*.csv")).containsExactly(".hidden/a.csv");
        assertThat(find("_temporary")).containsExactly("_temporary/0/a.csv");
        assertThat(find("_SUCCESS")).containsExactly("_SUCCESS");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    *.csv              | a1.csv b2.csv
                    ?1.csv             | a1.csv
                    [ab]*.csv          | a1.csv b2.csv
                    [!a]*.csv          | b2.csv
                    [^a]*.csv          | b2.csv
                    [a-a]1.csv         | a1.csv
                    {b2,a1}.csv        | b2.csv a1.csv
                    {a1,d/x{3,4}}.csv  | a1.csv d/x3.csv d/x4.csv
                    d/*                | d/e/f/y.csv d/e/y.tsv d/x3.csv d/x4.csv
                    d/*/*              | d/e/f/y.csv d/e/y.tsv
                    **/*.csv           | a1.csv b2.csv d/e/f/y.csv d/x3.csv d/x4.csv
                    d/**/y.*           | d/e/f/y.csv d/e/y.tsv
                    d/**               | d/e/f/y.csv d/e/y.tsv d/x3.csv d/x4.csv
                    **/f/*             | d/e/f/y.csv
                    d/x[34].csv        | d/x3.csv d/x4.csv
                    d/./x*.csv         | d/./x3.csv d/./x4.csv
                    """)
    void findsFilesByPatterns(String pattern, String files) throws IOException {
        make("a1.csv", "b2.csv", "d/x3.csv", "d/x4.csv", "d/e/y.tsv", "d/e/f/y.csv");
        assertThat(find(pattern)).containsExactly(files.split(" "));
    }

    /** In a directory of the test's own, relative paths could be read too, but the tests share a JVM's directory. */
    @Test
    void takesCharactersOfPatternsLiterallyWhereAFileHasThem() throws IOException {
        make("[1].csv", "1.csv", "a{b,c}.csv", "ab.csv", "x*.csv", "xy.csv");
        assertThat(find("[1].csv")).containsExactly("[1].csv");
        assertThat(find("a{b,c}.csv")).containsExactly("a{b,c}.csv");
        assertThat(find("x*.csv")).containsExactly("x*.csv");
        assertThat(find("x[*].csv")).containsExactly("x*.csv");
        assertThat(find("[[]1].csv")).containsExactly("[1].csv");
    }

    @Test
    void followsLinksAndRefusesCircles() throws IOException {
        make("real/a.csv", "data/b.csv");
        Files.createSymbolicLink(directory.resolve("data/linked"), directory.resolve("real"));
        assertThat(find("data")).containsExactly("data/b.csv", "data/linked/a.csv");
        assertThat(find("data/**/*.csv")).containsExactly("data/b.csv", "data/linked/a.csv");
        Files.createSymbolicLink(directory.resolve("data/circle"), directory.resolve("data"));
        assertThatThrownBy(() -> find("data")).isInstanceOf(FileSystemException.class);
    }

    @Test
    void saysWhatItLookedFor() throws IOException {
        Files.createDirectories(directory.resolve("empty/_temporary"));
        make("2024/a.csv", "trips/partd-log");
        assertThatThrownBy(() -> find("empty"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageEndingWith(
                        "empty: there is no file in this directory or below it; names that begin with . or _ do not count");
        assertThatThrownBy(() -> find("missing.csv")).hasMessageEndingWith("missing.csv: no such file");
        assertThatThrownBy(() -> find("*.tsv")).hasMessageEndingWith("/*.tsv: no file matches this pattern");
        assertThatThrownBy(() -> find("{2024,2025}/*.csv"))
                .hasMessageEndingWith("/2025/*.csv: no file matches this pattern");
        assertThatThrownBy(() -> find("trips"))
                .hasMessageContaining("it is a log; to read the values of its keys, give log:");
    }

    @ParameterizedTest
    @CsvSource({
        "https://host/a.csv, curl -fL https://host/a.csv",
        "s3://bucket/a.csv, aws s3 cp s3://bucket/a.csv -",
        "gs://bucket/*.csv, gcloud storage cat gs://bucket/*.csv"
    })
    void saysHowToReadWhatIsElsewhere(String url, String command) {
        assertThatThrownBy(() -> InputFiles.find(url))
                .hasMessage(
                        url + ": only local files are read; pipe it in, as with '" + command + " | partd shuffle - …'");
    }

    @Test
    void readsColumnsOfDirectories() throws IOException {
        make(
                "data/year=2024/city=S%C3%A3o%20Paulo%2F%3D/x.csv",
                "data/year=2025/city=__HIVE_DEFAULT_PARTITION__/y.csv");
        PartitionColumn year = new PartitionColumn("year", PartitionColumn.Type.INT, "2024");
        PartitionColumn city = new PartitionColumn("city", PartitionColumn.Type.STRING, "São Paulo/=");
        for (String input : List.of("data", "data/*", "data/*/*/*.csv", "data/**", "data/**/?.csv")) {
            List<InputFile> files = InputFiles.find(directory + "/" + input);
            assertThat(files.get(0).columns()).as(input).containsExactly(year, city);
            assertThat(files.get(1).columns())
                    .containsExactly(
                            new PartitionColumn("year", PartitionColumn.Type.INT, "2025"),
                            new PartitionColumn("city", PartitionColumn.Type.STRING, null));
        }
        assertThat(InputFiles.find(directory + "/data/year=2024").get(0).columns())
                .containsExactly(city);
        assertThat(InputFiles.find(directory + "/data/year=2024/city=*/x.csv")
                        .get(0)
                        .columns())
                .containsExactly(city);
        assertThat(InputFiles.find(directory + "/data/year=2024/city=S%C3%A3o%20Paulo%2F%3D/x.csv")
                        .get(0)
                        .columns())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1 -2147483648 0, INT",
        "1 2147483648, BIGINT",
        "-9223372036854775807, BIGINT",
        "9223372036854775808, STRING",
        "1 01, STRING",
        "-0, STRING",
        "+1, STRING",
        "1.5, STRING",
        "2024-02-29 1999-01-01, DATE",
        "2023-02-29, STRING",
        "2024-02-29 1, STRING",
        "1 __HIVE_DEFAULT_PARTITION__, INT",
        "__HIVE_DEFAULT_PARTITION__, STRING",
        "true, STRING",
        "%zz, STRING"
    })
    void infersTypesFromTheValuesOfAllFiles(String values, PartitionColumn.Type type) throws IOException {
        for (String value : values.split(" ")) {
            make("k=" + value + "/a.csv");
        }
        assertThat(InputFiles.find(directory.toString()))
                .allSatisfy(file -> assertThat(file.columns().get(0).type()).isEqualTo(type));
    }

    @Test
    void refusesFilesWithOtherColumns() throws IOException {
        make("k=1/a.csv", "b.csv");
        assertThatThrownBy(() -> InputFiles.find(directory.toString()))
                .hasMessageContaining("k=1/a.csv: its directories are named after the columns [k], and those of ")
                .hasMessageEndingWith("b.csv after []");
        make("twice/k=1/k=2/a.csv");
        assertThatThrownBy(() -> find("twice"))
                .hasMessageEndingWith("two of its directories are named after the column 'k'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv\nb c.csv\n", "a.csv\r\n\r\nb c.csv", "a.csv\0b c.csv\0"})
    void readsNamesOfAList(String list) {
        assertThat(InputFiles.names(list.getBytes(StandardCharsets.UTF_8))).containsExactly("a.csv", "b c.csv");
    }

    @Test
    void readsNamesWithLineEndsIfZeroBytesSeparateThem() {
        assertThat(InputFiles.names("a\nb\0c".getBytes(StandardCharsets.UTF_8))).containsExactly("a\nb", "c");
    }

    private void make(String... files) throws IOException {
        for (String file : files) {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "");
        }
    }

    /** Returns the files of inputs in the test's directory, relative to it, whatever their columns. */
    private List<String> find(String... inputs) throws IOException {
        List<String> found = new ArrayList<>();
        List<InputFile> all = new ArrayList<>();
        for (String input : inputs) {
            all.addAll(InputFiles.expand(directory + "/" + input));
        }
        boolean sameColumns =
                all.stream().map(file -> file.columns().size()).distinct().count() == 1;
        for (InputFile file : sameColumns ? InputFiles.withTypes(all) : all) {
            found.add(file.path().toString().substring(directory.toString().length() + 1));
        }
        return found;
    }
}
