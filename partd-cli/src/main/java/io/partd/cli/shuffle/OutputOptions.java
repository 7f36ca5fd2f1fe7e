package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what becomes of what is in the output already. */
final class OutputOptions {

    @Option(names = "--overwrite", description = "Replace what an earlier shuffle left there.")
    private boolean overwrite;

    @Option(
            names = "--overwrite-partitions",
            description = "Replace those partitions that this input has rows of, and leave the others.")
    private boolean overwritePartitions;

    @Option(names = "--append", description = "Add to what an earlier shuffle left there.")
    private boolean append;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = {
                "With --append to a directory, a name for this run, such as a date. A run whose name the directory has already does "
                        + "nothing, so that a job can be repeated."
            })
    private @Nullable String run;

    /** Checks that the options go together. */
    void check() {
        if ((overwrite ? 1 : 0) + (overwritePartitions ? 1 : 0) + (append ? 1 : 0) > 1) {
            throw new IllegalArgumentException("--overwrite, --overwrite-partitions and --append exclude each other");
        }
        if (run != null && !append) {
            throw new IllegalArgumentException("--run-id goes with --append");
        }
        if (run != null && run.isBlank()) {
            throw new IllegalArgumentException("--run-id is empty; give a name, such as a date");
        }
    }

    /**
     * Checks that they go with a destination.
     *
     * @throws IllegalArgumentException if they need a directory, and it is none
     */
    void check(Destination to) {
        if (to.directory() == null && overwritePartitions) {
            throw new IllegalArgumentException("--overwrite-partitions goes with a directory");
        }
        if (to.directory() == null && run != null) {
            throw new IllegalArgumentException("--run-id goes with a directory");
        }
    }

    OutputDirectory.Existing existing() {
        if (append) {
            return OutputDirectory.Existing.APPEND;
        }
        if (overwritePartitions) {
            return OutputDirectory.Existing.REPLACE_PARTITIONS;
        }
        return overwrite ? OutputDirectory.Existing.REPLACE : OutputDirectory.Existing.REFUSE;
    }

    /** Tells whether rows that are there may stay. */
    boolean keepsRows() {
        return append || overwritePartitions;
    }

    /** Tells whether the run may be a repetition of one before. */
    boolean repeats() {
        return overwrite || overwritePartitions || run != null;
    }

    /** Tells whether a directory has the rows of this run already. */
    boolean isDone(Destination to) throws IOException {
        Path directory = to.directory();
        DatasetProperties present = run == null || directory == null ? null : DatasetProperties.read(directory);
        return present != null && present.runs().contains(run);
    }

    /** Returns the identifier of this run; null if it has none. */
    @Nullable
    String run() {
        return run;
    }
}
