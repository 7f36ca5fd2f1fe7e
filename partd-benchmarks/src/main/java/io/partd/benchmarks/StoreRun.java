package io.partd.benchmarks;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
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
        Rounds.run(
                (directory, workload) -> open(args[0], directory, workload), Arrays.copyOfRange(args, 1, args.length));
    }

    private static Candidate open(String store, Path directory, Workload workload) throws IOException {
        return switch (store) {
            case "file" -> ours(Partd.file(directory));
            case "buffer" -> ours(buffered(Partd.file(directory), workload));
            case "log" -> ours(Partd.open("log:" + directory));
            case "log-buffer" -> ours(buffered(Partd.open("log:" + directory), workload));
            case "log-compacted" -> new OurStore(Partd.open("log:" + directory), true);
            case "streams" -> new StreamPerKey(directory);
            case "naive-log" -> new NaiveLog(directory);
            case "limit" -> new SequentialLimit(directory, workload);
            case "array-floor" -> new ArrayFloor(directory, workload);
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
        return store.with(WriteBuffer.of(ByteSize.of(workload.memory())));
    }
}
