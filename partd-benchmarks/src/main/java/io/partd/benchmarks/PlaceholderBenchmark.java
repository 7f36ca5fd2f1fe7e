package io.partd.benchmarks;

import io.partd.Placeholder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long one hash takes. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 1, time = 1)
public class PlaceholderBenchmark {

    /** The key. */
    @Param({"key", "a-longer-key"})
    public String key = "";

    /** Hashes the key. */
    @Benchmark
    public long hash() {
        return Placeholder.hash(key);
    }
}
