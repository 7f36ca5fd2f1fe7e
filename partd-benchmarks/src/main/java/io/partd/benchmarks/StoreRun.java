package io.partd.benchmarks;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Times a store of ours, or a peer that is a few lines of Java: {@code StoreRun STORE} and what {@link Rounds#run}
 * takes.
 */
public final class StoreRun {

    private StoreRun() {}

    /** Times one store; the message of the error for an unknown one lists them. */
    public static void main(String[] args) throws IOException {
        Rounds.run((folder, workload) -> open(args[0], folder, workload), Arrays.copyOfRange(args, 1, args.length));
    }

    private static Candidate open(String store, Path folder, Workload workload) throws IOException {
        return switch (store) {
            case "file" -> ours(Partd.file(folder));
            case "buffer" -> ours(buffered(Partd.file(folder), workload));
            case "log" -> ours(Partd.open("log:" + folder));
            case "log-buffer" -> ours(buffered(Partd.open("log:" + folder), workload));
            case "log-compacted" -> new OurStore(Partd.open("log:" + folder), true);
            case "streams" -> new StreamPerKey(folder);
            case "naive-log" -> new NaiveLog(folder);
            case "limit" -> new SequentialLimit(folder, workload);
            case "array-floor" -> new ArrayFloor(folder, workload);
            default ->
                throw new IllegalArgumentException(
                        "no store '" + store
                                + "'; there are file, buffer, log, log-buffer, log-compacted, streams, naive-log, limit, array-floor");
        };
    }

    private static Candidate ours(Store store) {
        return new OurStore(store, false);
    }

    private static Store buffered(Store store, Workload workload) {
        return store.with(Buffer.of(ByteSize.of(workload.memory())));
    }
}
