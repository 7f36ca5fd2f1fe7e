package io.partd.codecs.numpy;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What {@code make_numpy.py} once stored with Python's partd. */
final class NumpyGoldenTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void isReadAndWrittenByteForByte() throws IOException {
        List<String> lines = lines();
        assertThat(lines).hasSizeGreaterThan(90);
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            byte[] data = HEX.parseHex(words[0]);
            byte[] type = HEX.parseHex(words[1]);
            Store store = Partd.memory();
            store.append(Map.of("x", data, "x.dtype", type));
            NumpyArray array = store.with(Numpy.codec()).get("x");
            assertThat(ArrayDescription.of(array)).isEqualTo(words[2]);
            if (array.dtype().kind() != Kind.OBJECT) {
                Store ours = Partd.memory();
                ours.with(Numpy.codec()).append("x", array);
                assertThat(ours.get(List.of("x", "x.dtype"))).containsExactly(data, type);
            }
        }
    }

    private static List<String> lines() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(NumpyGoldenTest.class.getResourceAsStream("numpy.txt")),
                StandardCharsets.US_ASCII))) {
            return reader.lines().toList();
        }
    }
}
