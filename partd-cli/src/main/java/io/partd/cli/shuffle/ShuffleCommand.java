package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.cli.running.Progress;
import io.partd.cli.running.StopOnSignal;
import io.partd.cli.values.JsonText;
import io.partd.parquet.ParquetOptions;
import io.partd.shuffle.FaultHandler;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.TooManyPartitionsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Mixin
    private InputOptions input = new InputOptions();

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
    private FileOptions files = new FileOptions();

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

    @Option(
            names = "--reasons",
            paramLabel = "FILE",
            description = {
                "With --on-error skip, say in a new file where each such row is and what is wrong with it, as a JSON object in a "
                        + "line."
            })
    private @Nullable Path reasons;

    @Option(
            names = "--max-errors",
            paramLabel = "N",
            description = "With --on-error skip, how many such rows may be left out; one more ends the run.")
    private @Nullable Long maxErrors;

    @Option(
            names = "--dry-run",
            description = {
                "Write nothing: say what would be read, and how a sample of the rows would be spread over partitions."
            })
    private boolean dryRun;

    @Option(names = "--json", description = "Print the report as a JSON object, for programs.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print no report, and show no progress.")
    private boolean quiet;

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
        try (Inputs inputs = input.find(bytesRead)) {
            inputs.requireApart(to.place());
            run(inputs, bytesRead, start);
        }
        return 0;
    }

    @SuppressWarnings("try")
    private void run(Inputs inputs, LongAdder bytesRead, long start) throws IOException {
        String telling = format.telling(inputs);
        TableFormat table = format.table(telling);
        if (table != null) {
            checkTables();
        }
        boolean inFiles = to.directory() != null;
        files.check(inFiles, table == null ? null : format.toFormat(table));
        ParquetOptions options = parquet.options(table == null || !inFiles ? null : format.toFormat(table), files);
        ByteSize bound = table == null ? ShuffleMemory.ofText(memory) : ShuffleMemory.ofTables(memory);
        if (dryRun) {
            plan(inputs, table, telling, options, bound);
            return;
        }
        try (StopOnSignal stop = new StopOnSignal();
                RejectsFile rejected = RejectsFile.create("--rejects", rejects, to.place(), output);
                RejectsFile said = RejectsFile.create("--reasons", reasons, to.place(), output)) {
            Skipping skipping = new Skipping(rejected, said, maxErrors == null ? Long.MAX_VALUE : maxErrors);
            ShuffleJob.Prepared job = job(table, telling, options, skipping).prepare(to, output, err());
            long size = partitions.isRange() ? 2 * inputs.size() : inputs.size();
            try (Output made = job.output();
                    Spool spool = new Spool(made.parent())) {
                if (output.isDone(to)) {
                    sayDone();
                    return;
                }
                ShuffleSummary summary;
                try (Progress progress = quiet ? null : new Progress("shuffle", bytesRead, size)) {
                    summary = job.work().run(spooled(table, inputs, spool), bound, threads);
                } catch (TooManyPartitionsException e) {
                    throw PartitionOptions.tooManyValues(e);
                }
                skipping.flush();
                if (summary.records() == 0 && summary.rejected() > 0) {
                    skipping.keep();
                    Report.printFaults(err(), summary.rejected(), skipping.first());
                    throw new IOException("there is no other row, so that there would be no output");
                }
                if (!made.publish(summary)) {
                    sayDone();
                    return;
                }
                skipping.keep();
                Report.printFaults(err(), summary.rejected(), skipping.first());
                print(new Report(to.toString(), summary, made.stored(), (System.nanoTime() - start) / 1e9), made);
            }
        }
    }

    @SuppressWarnings("try")
    private void plan(
            Inputs inputs, @Nullable TableFormat table, String telling, ParquetOptions options, ByteSize bound)
            throws IOException {
        RejectsFile.check("--rejects", rejects, to.place(), output);
        RejectsFile.check("--reasons", reasons, to.place(), output);
        try (StopOnSignal stop = new StopOnSignal();
                RejectsFile none = RejectsFile.create("--rejects", null, to.place(), output);
                Spool spool = new Spool(Path.of(System.getProperty("java.io.tmpdir")))) {
            if (output.isDone(to)) {
                sayDone();
                return;
            }
            Skipping skipping = new Skipping(none, none, maxErrors == null ? Long.MAX_VALUE : maxErrors);
            Plan plan = job(table, telling, options, skipping)
                    .plan(to, output, spooled(table, inputs, spool), bound, threads, err());
            Plan.Job planned = new Plan.Job(
                    to.toString(),
                    partitions.partitioning(format.columns()),
                    inputs,
                    format.suffix(telling).substring(1));
            if (json) {
                plan.printJson(out(), planned);
            } else {
                plan.print(out(), planned, skipping.first());
            }
        } catch (TooManyPartitionsException e) {
            throw PartitionOptions.tooManyValues(e);
        }
    }

    private void print(Report report, Output made) throws IOException {
        if (json) {
            report.printJson(out(), partitions.partitioning(format.columns()), made.bounds());
        } else if (!quiet) {
            report.print(out());
        }
    }

    private void sayDone() throws IOException {
        if (json) {
            out().print(JsonText.of(new TreeMap<>(
                    Map.of("output", to.toString(), "run", String.valueOf(output.run()), "alreadyDone", true))));
        } else if (!quiet) {
            out().println(to + " has the rows of run '" + output.run() + "' already; nothing was done");
        }
    }

    private List<Input> spooled(@Nullable TableFormat table, Inputs inputs, Spool spool) throws IOException {
        if (table != null) {
            return spool.tables(inputs.all());
        }
        return partitions.isRange() ? spool.rereadable(inputs.all()) : inputs.all();
    }

    private ShuffleJob job(@Nullable TableFormat table, String telling, ParquetOptions options, Skipping skipping) {
        FaultHandler faultHandler = onError == OnError.SKIP ? skipping : FaultHandler.stop();
        return table == null
                ? new TextJob(format, rows, partitions, files, telling, faultHandler)
                : new TableJob(table, format, rows, partitions, files, options, to.directory() != null);
    }

    private void check() {
        partitions.check();
        output.check();
        output.check(to);
        rows.check();
        if (dryRun && quiet) {
            throw new IllegalArgumentException("--dry-run and --quiet exclude each other");
        }
        if (json && quiet) {
            throw new IllegalArgumentException("--json and --quiet exclude each other");
        }
        if (rejects != null && onError != OnError.SKIP) {
            throw new IllegalArgumentException("--rejects goes with --on-error skip");
        }
        if (reasons != null && onError != OnError.SKIP) {
            throw new IllegalArgumentException("--reasons goes with --on-error skip");
        }
        if (reasons != null && rejects != null && isSame(reasons, rejects)) {
            throw new IllegalArgumentException("--rejects and --reasons both name " + rejects + "; give two files");
        }
        if (maxErrors != null && onError != OnError.SKIP) {
            throw new IllegalArgumentException("--max-errors goes with --on-error skip");
        }
        if (maxErrors != null && maxErrors < 0) {
            throw new IllegalArgumentException("--max-errors " + maxErrors + " is less than 0");
        }
    }

    private static boolean isSame(Path file, Path other) {
        return file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private void checkTables() {
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
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
