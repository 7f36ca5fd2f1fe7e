package io.partd.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Starts client processes, has all of them do the same at the same time, and times that from the first that begins to
 * the last that is done. It prints a line: 1, and the seconds that appending and reading took, or {@code -} for what
 * keeps no values. Before that everything is done once on a part of the appends and dropped, so that client and server
 * are compiled; after it the values are compared with what was appended.
 */
public final class Fleet implements Closeable {

    private final List<Client> clients = new ArrayList<>();

    private Fleet() {}

    /**
     * Runs {@code PROCESSES CONNECTIONS KEYS KEYS_PER_APPEND VALUE_BYTES APPENDS WARM_UP COMMAND...}. The connections
     * are divided among the processes. To the command of each is added what {@link Connections#run} takes after the
     * first two arguments.
     */
    public static void main(String[] args) throws IOException {
        int processes = Integer.parseInt(args[0]);
        int connections = Integer.parseInt(args[1]);
        long batchBytes = Long.parseLong(args[3]) * Long.parseLong(args[4]);
        int appends = Integer.parseInt(args[5]);
        int warmUp = Integer.parseInt(args[6]);
        try (Fleet fleet = new Fleet()) {
            for (int i = 0; i < processes; i++) {
                int first = connections * i / processes;
                List<String> command = new ArrayList<>(Arrays.asList(args).subList(7, args.length));
                command.addAll(Arrays.asList(args).subList(2, 6));
                command.addAll(List.of(
                        args[1], Integer.toString(first), Integer.toString(connections * (i + 1) / processes - first)));
                fleet.clients.add(new Client(command));
            }
            for (Client client : fleet.clients) {
                client.answer();
            }
            fleet.round(warmUp, batchBytes);
            fleet.clients.get(0).tell("drop");
            fleet.clients.get(0).answer();
            String times = fleet.round(appends, batchBytes);
            fleet.ask("check");
            System.out.println("1 " + times);
        }
    }

    private String round(int appends, long batchBytes) throws IOException {
        long start = System.nanoTime();
        long appended = ask("append 0 " + appends);
        long middle = System.nanoTime();
        long read = ask("get"); // negative if nothing is kept
        long end = System.nanoTime();
        if (appended != appends * batchBytes || (read >= 0 && read != appended)) {
            throw new IOException(
                    "of " + appends * batchBytes + " bytes, " + appended + " were appended and " + read + " read");
        }
        return (middle - start) / 1e9 + " " + (read < 0 ? "-" : (end - middle) / 1e9);
    }

    private long ask(String line) throws IOException {
        for (Client client : clients) {
            client.tell(line);
        }
        long sum = 0;
        for (Client client : clients) {
            sum += Long.parseLong(client.answer());
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
    }

    private static final class Client implements Closeable {

        private final Process process;
        private final BufferedWriter in;
        private final BufferedReader out;

        Client(List<String> command) throws IOException {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            in = process.outputWriter();
            out = process.inputReader();
        }

        void tell(String line) throws IOException {
            in.write(line);
            in.newLine();
            in.flush();
        }

        String answer() throws IOException {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("a client ended early");
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            try {
                in.close();
                process.waitFor();
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                process.destroy();
            }
        }
    }
}
