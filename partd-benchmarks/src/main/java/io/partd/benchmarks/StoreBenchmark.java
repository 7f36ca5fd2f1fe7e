package io.partd.benchmarks;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long one append to a store takes. Before each iteration the store is emptied, so that a run of any length needs
 * little disk. The data is in {@code java.io.tmpdir}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StoreBenchmark {

    private static final int KEYS = 1000;

    /** Which store: {@code memory}, {@code file}, or {@code buffer}, 64 MB of memory over a file store. */
    @Param({"memory", "file", "buffer"})
    public String store = "";

    /** The number of keys in one append. */
    @Param({"1", "1000"})
    public int keys;

    /** The number of bytes appended to each. */
    @Param("100")
    public int bytes;

    private Path directory = Path.of("");
    private Store opened = Partd.memory();
    private List<Map<String, byte[]>> batches = List.of();
    private int next;

    /** Opens the store and makes the batches. */
    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory("partd-benchmark");
        opened = switch (store) {
            case "memory" -> Partd.memory();
            case "file" -> Partd.file(directory.resolve("data"));
            case "buffer" -> Partd.file(directory.resolve("data")).with(WriteBuffer.of(ByteSize.of(64_000_000L)));
            default -> throw new IllegalArgumentException("no store '" + store + "'; memory, file or buffer");
        };
        byte[] value = new byte[bytes];
        Arrays.fill(value, (byte) 'x');
        Map<Integer, Map<String, byte[]>> byNumber = new HashMap<>();
        for (int key = 0; key < KEYS; key++) {
            byNumber.computeIfAbsent(key / keys, number -> new HashMap<>()).put("key-" + key, value);
        }
        batches = List.copyOf(byNumber.values());
    }

    /** Empties the store. */
    @Setup(Level.Iteration)
    public void drop() throws IOException {
        opened.drop();
    }

    /** Appends one batch. */
    @Benchmark
    public void append() throws IOException {
        opened.append(batches.get(next));
        next = (next + 1) % batches.size();
    }

    /** Closes the store and removes the data. */
    @TearDown
    public void close() throws IOException {
        opened.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
