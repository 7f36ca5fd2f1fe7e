package io.partd.benchmarks;

import io.partd.shuffle.Column;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.RecordCursor;
import io.partd.shuffle.RecordFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long finding the records of taxi trips and one column of each takes, per record of about 100 bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ScanBenchmark {

    private static final int RECORDS = 10_000;

    /** Which column: the first, one in the middle, the last. */
    @Param({"VendorID", "PULocationID", "airport_fee"})
    public String column = "";

    /** Whether fields are quoted: {@code none}, or {@code date} for the second. */
    @Param({"none", "date"})
    public String quoted = "";

    private byte[] bytes = {};
    private int length;
    private RecordFormat format = DelimitedFormat.csv(Column.of("1"));
    private byte[] header = {};

    /** Makes the records. */
    @Setup
    public void make() throws IOException {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        TaxiCsv.write(RECORDS, 42, made);
        header = (TaxiCsv.HEADER + "\n").getBytes(StandardCharsets.US_ASCII);
        String rows = made.toString(StandardCharsets.US_ASCII).substring(header.length);
        if (quoted.equals("date")) {
            rows = rows.replaceAll("(?m)^([^,]*),([^,]*)", "$1,\"$2\"");
        }
        length = rows.length();
        bytes = Arrays.copyOf(rows.getBytes(StandardCharsets.US_ASCII), length + RecordFormat.PADDING);
        format = DelimitedFormat.csv(Column.of(column));
    }

    /** Walks over all records. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long scan() {
        RecordCursor cursor = format.cursor(header);
        cursor.reset(bytes, 0, length);
        long sum = 0;
        while (cursor.next()) {
            sum += cursor.keyEnd() - cursor.keyStart();
        }
        return sum;
    }
}
