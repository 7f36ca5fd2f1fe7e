package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.PythonCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text in files that are compressed. */
class CompressedInputTest {

    @TempDir
    Path directory;

    @Test
    void isUnpackedWhateverItsName() throws IOException {
        Place place = new Place(directory);
        byte[] packed = packed("k,v\na,1\n".getBytes(StandardCharsets.UTF_8));
        Path one = Files.write(place.path("one.csv.gz"), packed);
        Path two = Files.write(place.path("two.csv"), packed);
        Path plain = place.file("plain.csv.gz", "k,v\nb,2\n");
        place.shuffled(one, two, plain, "--by", "k", "-n", 1);
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k,v\na,1\na,1\nb,2\n"));
    }

    @Test
    void damageIsSaidInOneLine() throws IOException {
        Place place = new Place(directory);
        byte[] packed = packed("k,v\na,1\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        Path cut = Files.write(place.path("cut.csv.gz"), Arrays.copyOf(packed, packed.length - 4));
        place.fails(1, cut + ": the gzip data ends too early\n", cut, "--by", "k");
        Path stump = Files.write(place.path("stump.csv.gz"), Arrays.copyOf(packed, 2));
        place.fails(1, stump + ": the gzip data ends too early\n", stump, "--by", "k");
        Path range = Files.write(place.path("range.csv.gz"), Arrays.copyOf(packed, packed.length - 9));
        place.fails(1, range + ": the gzip data ends too early\n", range, "--by", "k", "--range");
    }

    @ParameterizedTest
    @CsvSource({
        "gzip -c, gz",
        "zstd -qc, zst",
        "bzip2 -c, bz2",
        "lz4 -qc, lz4",
        "lz4 -qc -BD, lz4",
        "zstd -qc -19 --long=27, zst"
    })
    void readsWhatCommandsCompress(String command, String suffix) throws Exception {
        PythonCommand.requireCommand(command.split(" ")[0]);
        Place place = new Place(directory);
        String rows = "a,1\nb,2\n".repeat(50_000);
        Path plain = place.file("plain", "k,v\n" + rows);
        Path packed = place.path("packed.csv." + suffix);
        for (int i = 0; i < 2; i++) {
            run(command, plain, packed);
            if (i == 0) {
                Files.writeString(plain, rows);
            }
        }
        place.shuffled(packed, "--by", "k", "-n", 1);
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k,v\n" + rows + rows));

        byte[] bytes = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(bytes, bytes.length - 5));
        String format = command.split(" ")[0];
        place.fails(
                1, packed + ": the " + format + " data ends too early", packed, "--by", "k", "-n", 2, "--overwrite");
        Files.writeString(packed, "k,v\nc,3\n");
        place.shuffled(packed, "--by", "k", "-n", 1, "--overwrite");
        assertThat(place.parts()).isEqualTo(Map.of("part-00000.csv", "k,v\nc,3\n"));
    }

    /** Appends what a command makes of a file to another. */
    private static void run(String command, Path from, Path to) throws Exception {
        Process process = new ProcessBuilder(command.split(" "))
                .redirectInput(from.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(to.toFile()))
                .start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void readsTablesThatAreCompressed() throws IOException {
        Place place = new Place(directory);
        Path table = TableFiles.trips(place.path("t.parquet"), 1, "oslo", "rome");
        Path packed = Files.write(place.path("t.parquet.gz"), packed(Files.readAllBytes(table)));
        place.shuffled(packed, table, "--by", "city", "-n", 1);
        assertThat(TableFiles.rows(place.out().resolve("part-00000.parquet")))
                .containsExactly("oslo 1", "rome 2", "oslo 1", "rome 2");
        assertThat(place.files().keySet()).noneMatch(name -> name.endsWith(".tmp"));
        place.fails(
                1, packed + ": it is a Parquet file, not text", packed, "--by", 1, "--format", "csv", "--overwrite");
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
