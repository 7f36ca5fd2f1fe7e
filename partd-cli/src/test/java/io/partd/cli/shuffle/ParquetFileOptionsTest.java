package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.parquet.ParquetSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of {@code partd shuffle} that say how Parquet files are written. */
class ParquetFileOptionsTest {

    @TempDir
    Path temporary;

    private Place place;

    @BeforeEach
    void makePlace() throws IOException {
        place = new Place(temporary.toRealPath());
    }

    private Path trips(String name) throws IOException {
        String[] cities = IntStream.range(0, 3_000)
                .mapToObj(i -> "city " + i * 7919 % 3_000)
                .toArray(String[]::new);
        return TableFiles.trips(place.path(name), 1, cities);
    }

    private Path part() {
        return place.out().resolve("part-00000.parquet");
    }

    private void isShuffled(Path input, Object... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(input, "--by", "city", "-n", 1, "--overwrite"));
        arguments.addAll(List.of(options));
        place.shuffled(arguments.toArray());
        assertThat(TableFiles.rows(part())).isEqualTo(TableFiles.rows(input));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "zstd:19", "gzip", "GZIP:9", "snappy", "lz4_raw", "none"})
    void filesAreCompressedAsTheOptionSays(String compression) throws IOException {
        isShuffled(trips("trips.parquet"), "--compression", compression);
    }

    @Test
    void compressionsDiffer() throws IOException {
        Path input = trips("trips.parquet");
        List<Long> sizes = new ArrayList<>();
        for (String compression : List.of("none", "snappy", "zstd:1", "zstd:19")) {
            isShuffled(input, "--compression", compression);
            sizes.add(Files.size(part()));
        }
        assertThat(sizes).doesNotHaveDuplicates();
        assertThat(sizes.get(0)).isGreaterThan(sizes.get(1));
        assertThat(sizes.get(1)).isGreaterThan(sizes.get(3));
    }

    @Test
    void rowGroupsAreAsLargeAsTheOptionsSay() throws IOException {
        Path input = trips("trips.parquet");
        isShuffled(input, "--row-group-rows", 700);
        assertThat(rowGroups()).containsExactly(700L, 700L, 700L, 700L, 200L);
        isShuffled(input, "--row-group-size", "5k");
        assertThat(rowGroups()).hasSizeGreaterThan(2);
        isShuffled(trips("trips.arrow"), "--to-format", "parquet", "--row-group-rows", 2_000);
        assertThat(rowGroups()).containsExactly(2_000L, 1_000L);
    }

    private List<Long> rowGroups() throws IOException {
        return ParquetSource.of(part()).parts().stream()
                .map(group -> ((ParquetSource) group).rowCount())
                .toList();
    }

    @Test
    void pagesAndBloomFiltersAreAsTheOptionsSay() throws IOException {
        Path input = trips("trips.parquet");
        isShuffled(input);
        String plain = bytes();
        isShuffled(input, "--data-page-version", 1);
        assertThat(bytes()).isEqualTo(plain);
        isShuffled(input, "--data-page-version", 2);
        assertThat(bytes()).isNotEqualTo(plain);
        isShuffled(input, "--bloom-filter", "city,n");
        String both = bytes();
        assertThat(both.length()).isGreaterThan(plain.length() + 2 * 3_000);
        isShuffled(input, "--bloom-filter", "city", "--bloom-filter", "n");
        assertThat(bytes()).isEqualTo(both);
    }

    private String bytes() throws IOException {
        return Files.readString(part(), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--compression brotli | --compression brotli: there is no codec 'brotli'; there are none, snappy, gzip,"
                        + " zstd, lz4_raw",
                "--compression :3 | --compression :3: there is no codec ''; there are none, snappy, gzip, zstd, lz4_raw",
                "--compression zstd:23 | ZSTD at the level 23; possible are 1 to 22",
                "--compression zstd:x | --compression zstd:x: the level 'x' is no whole number; give one, as in zstd:3"
                        + " or gzip:6",
                "--compression snappy:1 | SNAPPY at the level 1; it has no levels",
                "--row-group-rows 0 | row groups of 0 rows; at least 1 is possible",
                "--row-group-rows many | Invalid value for option '--row-group-rows': 'many' is no whole number of at most"
                        + " 2147483647",
                "--row-group-size 0 | row groups of 0 bytes; at least 1 is possible",
                "--row-group-size large | 'large' is not a size; write a number and k, m, g or t, as in 64k or 1g",
                "--data-page-version 3 | data pages of version 3; possible are 1 and 2",
                "--bloom-filter town | no column 'town' to have a Bloom filter; there are city, n"
            })
    void whatIsNotPossibleIsRefused(String option, String message) throws IOException {
        String[] words = option.split(" ");
        place.fails(2, message, trips("trips.parquet"), "--by", "city", words[0], words[1]);
        assertThat(place.out()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--row-group-rows 10", "--row-group-size 1m", "--data-page-version 2", "--bloom-filter city"})
    void otherFilesHaveNoSuchOptions(String option) throws IOException {
        String[] words = option.split(" ");
        String message = words[0] + " goes with Parquet files: with --to-format parquet, and --to a directory";
        place.fails(2, message, trips("trips.arrow"), "--by", "city", words[0], words[1]);
        Path text = place.file("trips.csv", "city,n\noslo,1\n");
        place.fails(2, message, text, "--by", "city", words[0], words[1]);
    }
}
