package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
