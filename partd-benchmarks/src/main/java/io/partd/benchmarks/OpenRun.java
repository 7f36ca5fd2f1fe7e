package io.partd.benchmarks;

import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Times the opening of a dataset that was closed: {@code OpenRun URI make} and the numbers of a {@link Workload}, once,
 * and then {@code OpenRun URI open ROUNDS}. A round prints its number and the seconds that opening, reading the first
 * key's value and closing took.
 */
public final class OpenRun {

    private OpenRun() {}

    /** Makes the dataset, or opens it several times. */
    public static void main(String[] args) throws IOException {
        if (args[1].equals("make")) {
            make(args[0], Workload.of(Arrays.asList(args).subList(2, args.length)));
            return;
        }
        for (int round = 1; round <= Integer.parseInt(args[2]); round++) {
            System.out.println(round + " " + open(args[0]));
        }
    }

    private static void make(String uri, Workload workload) throws IOException {
        List<Map<String, byte[]>> batches = workload.batches();
        try (Store store = Partd.open(uri)) {
            for (int draw : workload.draws()) {
                store.append(batches.get(draw));
            }
        }
    }

    private static String open(String uri) throws IOException {
        long start = System.nanoTime();
        Store store = Partd.open(uri);
        long opened = System.nanoTime();
        store.get(store.keys().first());
        long read = System.nanoTime();
        store.close();
        long end = System.nanoTime();
        return (opened - start) / 1e9 + " " + (read - opened) / 1e9 + " " + (end - read) / 1e9;
    }
}
