package io.partd.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A process with some of the connections to a server, each with a thread. It does what {@link Fleet} says, a line on
 * standard input, and answers each with one on standard output: {@code append FROM TO} appends its share of the draws
 * from one number to another, {@code get} reads its share of the keys, {@code check} also compares them with what all
 * clients appended, {@code drop} deletes everything. The Python program does the same.
 */
public final class Connections {

    private final Workload workload;
    private final List<String> names;
    private final List<Map<String, byte[]>> batches;
    private final int[] draws;
    private final int first;
    private final List<Connection> connections = new ArrayList<>();
    private final ExecutorService executor;

    private Connections(Workload workload, int first, int count) {
        this.workload = workload;
        this.names = workload.names();
        this.batches = workload.batches();
        this.draws = workload.draws();
        this.first = first;
        this.executor = Executors.newFixedThreadPool(count);
    }

    /**
     * Does what standard input says: {@code SERVER PIPELINE KEYS KEYS_PER_APPEND VALUE_BYTES APPENDS CONNECTIONS FIRST
     * COUNT}. Of all the connections, this process has as many as the last argument says, from the first on.
     */
    public static void run(Connection.Factory factory, String... args) throws IOException {
        List<String> numbers = new ArrayList<>(Arrays.asList(args).subList(2, 6));
        numbers.addAll(List.of("0", args[6]));
        int count = Integer.parseInt(args[8]);
        Connections run = new Connections(Workload.of(numbers), Integer.parseInt(args[7]), count);
        try {
            for (int i = 0; i < count; i++) {
                run.connections.add(factory.open(URI.create(args[0]), Integer.parseInt(args[1])));
            }
            run.obey();
        } finally {
            run.executor.shutdownNow();
            for (Connection connection : run.connections) {
                connection.close();
            }
        }
    }

    private void obey() throws IOException {
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            String[] words = line.split(" ");
            long answer = switch (words[0]) {
                case "append" -> append(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                case "get" -> keepsValues() ? inEach(Connection::getAll) : -1;
                case "check" -> check();
                case "drop" -> drop();
                default -> throw new IOException("no command '" + line + "'");
            };
            System.out.println(answer);
        }
    }

    private long append(int from, int to) throws IOException {
        return inEach((connection, keys) -> {
            long bytes = 0;
            int all = workload.threads();
            int share = first + connections.indexOf(connection);
            for (int i = from + Math.floorMod(share - from, all); i < to; i += all) {
                connection.append(batches.get(draws[i]));
                bytes += (long) workload.keysPerAppend() * workload.valueBytes();
            }
            connection.flush();
            return bytes;
        });
    }

    private long check() throws IOException {
        if (!keepsValues()) {
            return 0;
        }
        long[] checksums = workload.checksums(batches, draws);
        return inEach((connection, keys) -> {
            long bytes = 0;
            for (String name : keys) {
                byte[] value = connection.get(name);
                if (workload.checksum(value) != checksums[names.indexOf(name)]) {
                    throw new IOException("the value of " + name + " is not what was appended to it");
                }
                bytes += value.length;
            }
            return bytes;
        });
    }

    private boolean keepsValues() {
        return connections.get(0).keepsValues();
    }

    private long drop() throws IOException {
        connections.get(0).drop();
        return 0;
    }

    /** Does something with each connection and its share of the keys, all at once, and returns the sum. */
    private long inEach(Step step) throws IOException {
        List<Future<Long>> steps = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            Connection connection = connections.get(i);
            int share = first + i;
            List<String> keys = IntStream.range(0, names.size())
                    .filter(key -> key % workload.threads() == share)
                    .mapToObj(names::get)
                    .toList();
            steps.add(executor.submit(() -> step.run(connection, keys)));
        }
        long sum = 0;
        try {
            for (Future<Long> future : steps) {
                sum += future.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException("a client failed", e);
        }
        return sum;
    }

    @FunctionalInterface
    private interface Step {
        long run(Connection connection, List<String> keys) throws IOException;
    }
}
