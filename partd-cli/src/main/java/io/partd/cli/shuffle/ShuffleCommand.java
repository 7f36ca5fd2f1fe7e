package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.cli.running.Progress;
import io.partd.cli.running.StopOnSignal;
import io.partd.parquet.ParquetOptions;
import io.partd.shuffle.FaultHandler;
import io.partd.shuffle.ShuffleSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partd shuffle}: splits files into partitions by a column. */
@Command(
        name = "shuffle",
        header = "Splits files into partitions by a column.",
        description = {
            "Rows come out byte for byte as they went in, in input order within a partition; every partition starts with "
                    + "the header. The output directory is a partd dataset (but for --distinct). It appears when all is done: "
                    + "an error or Ctrl-C leaves nothing behind.",
            ""
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ShuffleCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description = "Files to read, in this order; - is standard input. Gzip is unpacked.")
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR|STORE",
            converter = DestinationConverter.class,
            description = "The directory to make, or the URI of a store, as in log:trips or tcp://host:5555.")
    private Destination to;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private FormatOptions format = new FormatOptions();

    @Mixin
    private RowOptions rows = new RowOptions();

    @Mixin
    private PartitionOptions partitions = new PartitionOptions();

    @Mixin
    private ParquetFileOptions parquet = new ParquetFileOptions();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "Bound on the rows held in memory (default: 1g, or less if there is less).")
    private @Nullable String memory;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that parse (default: one per processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--on-error",
            paramLabel = "stop|skip",
            description = "What to do at a row that can't be parsed or placed (default: stop).")
    private OnError onError = OnError.STOP;

    @Option(
            names = "--rejects",
            paramLabel = "FILE",
            description = "With --on-error skip, keep such rows in a new file.")
    private @Nullable Path rejects;

    /** What to do at a row that can't be placed. */
    enum OnError {
        STOP,
        SKIP
    }

    /**
     * Runs the command.
     *
     * @throws IllegalArgumentException if the options make no sense, or not for this input
     */
    @Override
    @SuppressWarnings("try")
    public Integer call() throws IOException {
        check();
        long start = System.nanoTime();
        LongAdder bytesRead = new LongAdder();
        List<InputFile> files =
                inputs.stream().map(name -> new InputFile(name, bytesRead)).toList();
        long size = 0;
        for (InputFile file : files) {
            size += file.size();
        }
        TableFormat table = format.table(inputs.get(0));
        if (table == null) {
            checkText();
        } else {
            checkTables();
        }
        boolean inFiles = to.directory() != null;
        ParquetOptions options = parquet.options(table == null || !inFiles ? null : format.toFormat(table));
        ByteSize bound = table == null ? ShuffleMemory.ofText(memory) : ShuffleMemory.ofTables(memory);
        try (StopOnSignal stop = new StopOnSignal();
                RejectsFile rejected = RejectsFile.create(rejects, to.place())) {
            Skipping skipping = new Skipping(rejected);
            ShuffleJob.Prepared job = job(table, options, onError == OnError.SKIP ? skipping : FaultHandler.stop())
                    .prepare(to, output, err());
            try (Output made = job.output()) {
                if (output.isDone(to)) {
                    return sayDone();
                }
                ShuffleSummary summary;
                try (Progress progress = new Progress("shuffle", bytesRead, partitions.isRange() ? 2 * size : size)) {
                    summary = job.work().run(files, bound, threads);
                }
                if (!made.publish(summary)) {
                    return sayDone();
                }
                rejected.keep();
                Report.printFaults(err(), summary.rejected(), skipping.first());
                Report.print(out(), summary, (System.nanoTime() - start) / 1e9, to.toString());
            }
        }
        return 0;
    }

    private int sayDone() {
        out().println(to + " has the rows of run '" + output.run() + "' already; nothing was done");
        return 0;
    }

    private ShuffleJob job(@Nullable TableFormat table, ParquetOptions options, FaultHandler faultHandler) {
        return table == null
                ? new TextJob(format, rows, partitions, inputs.get(0), faultHandler)
                : new TableJob(table, format, rows, partitions, options, to.directory() != null);
    }

    private void check() {
        partitions.check();
        output.check();
        output.check(to);
        rows.check();
        if (rejects != null && onError != OnError.SKIP) {
            throw new IllegalArgumentException("--rejects goes with --on-error skip");
        }
        if (inputs.stream().filter("-"::equals).count() > 1) {
            throw new IllegalArgumentException("standard input (-) can be read only once");
        }
    }

    private void checkText() {
        if (partitions.keepsColumn()) {
            throw new IllegalArgumentException(
                    "--keep-column goes with tables; rows of text stay as they are, with the column");
        }
    }

    private void checkTables() {
        rows.checkTables();
        if (partitions.keepsColumn() && to.directory() == null) {
            throw new IllegalArgumentException(
                    "--keep-column goes with a directory; a store's tables have all columns");
        }
        if (partitions.isNumeric()) {
            throw new IllegalArgumentException("--numeric goes with text; a table's numbers are ordered as numbers");
        }
        if (onError == OnError.SKIP) {
            throw new IllegalArgumentException(
                    "--on-error skip goes with text; in a table there is no row that can't be parsed");
        }
        if (output.keepsRows() && to.directory() == null) {
            throw new IllegalArgumentException("--append of tables goes with a directory, where it adds files;"
                    + " a store's can't be appended to: choose another one for these rows");
        }
        if (to.directory() == null && format.toFormat(TableFormat.ARROWS) != TableFormat.ARROWS) {
            throw new IllegalArgumentException("--to-format goes with a directory; a store gets Arrow's streams");
        }
        if (inputs.contains("-")) {
            throw new IllegalArgumentException("standard input (-) goes with text; tables are read from files");
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
