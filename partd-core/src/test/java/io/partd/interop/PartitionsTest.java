package io.partd.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.partd.ChildProcess;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Python finds the same partitions, with its own implementation of the hash. */
class PartitionsTest {

    private static final int KEYS = 3000;
    private static final Map<String, Partitioner> PARTITIONERS = Stream.of(1, 2, 3, 64, 100, 1000, 65_536, 99_999)
            .collect(Collectors.toMap(String::valueOf, count -> Partitioners.hash(count, "")));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void areThoseThatPythonFinds(long seed) throws IOException, InterruptedException {
        List<String> lines;
        try (ChildProcess python = Python.script("partitions.py", "" + seed, "" + KEYS)) {
            lines = python.join();
        }
        if (lines.isEmpty()) {
            String reason = "that Python cannot import xxhash; install python3-xxhash";
            assertThat(System.getenv("PARTD_INTEROP")).as(reason).isNotEqualTo("required");
            abort(reason);
        }
        assertThat(lines).hasSize(KEYS).allSatisfy(PartitionsTest::isHere);
    }

    private static void isHere(String line) throws IOException {
        String[] words = line.split(" ");
        byte[] key = HexFormat.of().parseHex(words[0].substring(1));
        Partitioner partitioner = PARTITIONERS.get(words[1]);
        assertThat(partitioner.partition(key, 0, key.length)).isEqualTo(Integer.parseInt(words[2]));
    }
}
