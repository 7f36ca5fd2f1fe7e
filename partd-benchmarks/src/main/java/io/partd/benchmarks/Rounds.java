package io.partd.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Times a candidate: appends, then reads every key back, in several rounds on a new directory each. A round prints a
 * line: its number and the seconds that appending, reading into arrays, reading streams, compacting and reading lent
 * buffers took, or {@code -} for what the candidate does not do. What was read is checked after that, outside the time.
 * In the first round, what the JVM spends on compiling counts. The Python program does the same.
 */
public final class Rounds {

    private final Candidate.Factory factory;
    private final Workload workload;
    private final List<String> names;
    private final List<Map<String, byte[]>> batches;
    private final int[] draws;
    private final long[] checksums;

    private Rounds(Candidate.Factory factory, Workload workload) {
        this.factory = factory;
        this.workload = workload;
        this.names = workload.names();
        this.batches = workload.batches();
        this.draws = workload.draws();
        this.checksums = workload.checksums(batches, draws);
    }

    /** Runs {@code KEYS KEYS_PER_APPEND VALUE_BYTES APPENDS MEMORY THREADS ROUNDS DIRECTORY}. */
    public static void run(Candidate.Factory factory, String... args) throws IOException {
        Rounds rounds = new Rounds(factory, Workload.of(Arrays.asList(args).subList(0, 6)));
        for (int round = 1; round <= Integer.parseInt(args[6]); round++) {
            Path directory = Path.of(args[7], Integer.toString(round));
            System.gc(); // what checking the round before left is not this round's garbage
            rounds.touchMemory(directory);
            System.out.println(round + " " + rounds.time(directory));
            delete(directory);
        }
    }

    /**
     * Writes and removes a file of the size of what will be appended. On a virtual machine free memory goes back to the
     * host after a while, such as that in which values are checked, and who uses it first pays for that.
     */
    private void touchMemory(Path directory) throws IOException {
        Path parent = Files.createDirectories(directory.toAbsolutePath().getParent());
        Path file = parent.resolve("touched");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long left = workload.bytes(); left > 0; left -= zeros.capacity()) {
                channel.write(zeros.clear());
            }
        }
        Files.delete(file);
    }

    private String time(Path directory) throws IOException {
        try (Candidate candidate = factory.open(directory, workload)) {
            String append = seconds(() -> appendAll(candidate));
            String compact = candidate.compacts() ? seconds(candidate::compact) : "-";
            String get = seconds(() -> checkLength(candidate.getAll(names)));
            String stream = candidate.streams() ? seconds(() -> checkLength(streamAll(candidate))) : "-";
            String lend = candidate.lends() ? seconds(() -> checkLength(lendAll(candidate))) : "-";
            if (candidate.keepsValues()) {
                check(candidate);
            }
            return String.join(" ", append, get, stream, compact, lend);
        }
    }

    private static String seconds(Step step) throws IOException {
        long start = System.nanoTime();
        step.run();
        return Double.toString((System.nanoTime() - start) / 1e9);
    }

    private void appendAll(Candidate candidate) throws IOException {
        if (workload.threads() == 1) {
            appendShare(candidate, 0);
            return;
        }
        ExecutorService executor = Executors.newFixedThreadPool(workload.threads());
        try {
            List<Future<?>> shares = new ArrayList<>();
            for (int thread = 0; thread < workload.threads(); thread++) {
                int share = thread;
                shares.add(executor.submit(() -> {
                    appendShare(candidate, share);
                    return null;
                }));
            }
            for (Future<?> share : shares) {
                share.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException("a thread could not append", e);
        } finally {
            executor.shutdownNow();
        }
    }

    private void appendShare(Candidate candidate, int thread) throws IOException {
        for (int i = thread; i < draws.length; i += workload.threads()) {
            candidate.append(batches.get(draws[i]));
        }
    }

    private ByteSum lendAll(Candidate candidate) throws IOException {
        ByteSum sum = new ByteSum();
        for (String name : names) {
            candidate.copyLent(name, sum);
        }
        return sum;
    }

    private ByteSum streamAll(Candidate candidate) throws IOException {
        ByteSum sum = new ByteSum();
        candidate.streamAll(names, sum);
        return sum;
    }

    /** Checks that every byte was added up. */
    private void checkLength(ByteSum read) throws IOException {
        if (read.count() != workload.bytes()) {
            throw new IOException("appended " + workload.bytes() + " bytes and read " + read);
        }
    }

    private void checkLength(long read) throws IOException {
        if (read != workload.bytes()) {
            throw new IOException("appended " + workload.bytes() + " bytes and read " + read);
        }
    }

    private void check(Candidate candidate) throws IOException {
        for (int key = 0; key < names.size(); key++) {
            String name = names.get(key);
            checkSum(name, workload.checksum(candidate.get(name)), checksums[key]);
            if (candidate.lends()) {
                ByteArrayOutputStream joined = new ByteArrayOutputStream();
                candidate.copyLent(name, joined);
                checkSum(name, workload.checksum(joined.toByteArray()), checksums[key]);
            }
            if (candidate.streams()) {
                try (InputStream in = candidate.open(name)) {
                    long sum = 0;
                    byte[] piece = new byte[workload.valueBytes()];
                    while (in.readNBytes(piece, 0, piece.length) == piece.length) {
                        sum = workload.next(sum, workload.crc(piece, 0));
                    }
                    checkSum(name, sum, checksums[key]);
                }
            }
        }
    }

    private static void checkSum(String name, long found, long expected) throws IOException {
        if (found != expected) {
            throw new IOException("the value of " + name + " is not what was appended to it");
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
