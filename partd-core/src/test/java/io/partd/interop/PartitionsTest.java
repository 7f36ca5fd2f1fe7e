package io.partd.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Python finds the same partitions, with its own implementation of the hash. */
@Tag("interop")
class PartitionsTest {

    private static final int KEYS = 3000;
    private static final PythonCommand XXHASH = PythonCommand.with("xxhash");
    private static final Map<String, Partitioner> PARTITIONERS = Stream.of(1, 2, 3, 64, 100, 1000, 65_536, 99_999)
            .collect(Collectors.toMap(String::valueOf, count -> Partitioners.hash(count, "")));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void areThoseThatPythonFinds(long seed) throws IOException, InterruptedException {
        Path script = PythonCommand.resource(PartitionsTest.class, "partitions.py");
        List<String> lines;
        try (ChildProcess python = XXHASH.start(script, "" + seed, "" + KEYS)) {
            lines = python.join();
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
