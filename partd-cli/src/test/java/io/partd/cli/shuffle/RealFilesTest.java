package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.partd.Requirement;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that people made. The one in {@code examples/} is always there; a directory with more may be named in the
 * environment as {@code PARTD_DATA}.
 */
class RealFilesTest {

    private static final Path EXAMPLE =
            Path.of(System.getProperty("basedir", ".")).resolve("../examples/birdstrikes.csv");

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({"Origin State, 8", "Airport Name, 100", "Speed IAS in knots, 3"})
    void theExampleIsSplit(String column, int count) throws IOException {
        assertSplit(EXAMPLE, column, count);
    }

    @Test
    void theExampleIsSplitByState() throws IOException {
        Place place = new Place(temporary);
        place.shuffled(EXAMPLE, "--by", "Origin State", "--distinct");
        Map<String, List<List<String>>> expected = new TreeMap<>();
        for (NamedCsvRecord record : records(EXAMPLE)) {
            String state = record.getField("Origin State");
            expected.computeIfAbsent(
                            "Origin State=" + (state.isEmpty() ? "__HIVE_DEFAULT_PARTITION__" : state),
                            s -> new ArrayList<>())
                    .add(record.getFields());
        }
        assertThat(expected).hasSizeGreaterThan(20);
        Map<String, List<List<String>>> found = new TreeMap<>();
        for (String part : place.parts().keySet()) {
            List<List<String>> rows = new ArrayList<>();
            records(place.out().resolve(part)).forEach(record -> rows.add(record.getFields()));
            found.put(part.replace("/data.csv", ""), rows);
        }
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"birdstrikes.csv, Origin State, 64", "airports.csv, state, 16", "airports.csv, name, 200"})
    void moreFilesAreSplit(String file, String column, int count) throws IOException {
        String directory = System.getenv("PARTD_DATA");
        Requirement.of("the directory of", List.of("more real files"), "name it in PARTD_DATA")
                .assume(directory != null);
        assertSplit(Path.of(directory).resolve(file), column, count);
    }

    private void assertSplit(Path file, String column, int count) throws IOException {
        Place place = new Place(temporary);
        place.shuffled(file, "--by", column, "-n", count);
        Partitioner partitioner = Partitioners.hash(count, ".csv");
        Map<String, List<List<String>>> expected = new TreeMap<>();
        for (int p = 0; p < count; p++) {
            expected.put(partitioner.name(p), new ArrayList<>());
        }
        for (NamedCsvRecord record : records(file)) {
            byte[] key = record.getField(column).getBytes(StandardCharsets.UTF_8);
            expected.get(partitioner.name(partitioner.partition(key, 0, key.length)))
                    .add(record.getFields());
        }
        Map<String, List<List<String>>> found = new TreeMap<>();
        long bytes = 0;
        for (String part : place.parts().keySet()) {
            List<List<String>> rows = new ArrayList<>();
            records(place.out().resolve(part)).forEach(record -> rows.add(record.getFields()));
            found.put(part, rows);
            bytes += Files.size(place.out().resolve(part));
        }
        assertThat(found).isEqualTo(expected);
        int header = Files.readString(file).indexOf('\n') + 1;
        assertThat(bytes).isEqualTo(Files.size(file) + (count - 1L) * header);
    }

    private static List<NamedCsvRecord> records(Path file) throws IOException {
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            return reader.stream().toList();
        }
    }
}
