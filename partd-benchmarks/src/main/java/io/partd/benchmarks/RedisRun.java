package io.partd.benchmarks;

import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Times a store that several threads append batches to and read from, as {@code redis.sh} has it: {@code RedisRun URI
 * THREADS KEYS_PER_BATCH VALUE_BYTES BATCHES}. All append to the same keys. Everything is done with a quarter of the
 * batches first, and dropped. Prints the seconds of appending, flush included, and of reading all values once.
 */
public final class RedisRun {

    private RedisRun() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int threads = Integer.parseInt(args[1]);
        int keys = Integer.parseInt(args[2]);
        int bytes = Integer.parseInt(args[3]);
        int batches = Integer.parseInt(args[4]);
        try (Store store = Partd.open(args[0])) {
            List<Map<String, byte[]>> drawn = draw(keys, bytes);
            append(store, threads, batches / 4, drawn);
            read(store, threads, keys);
            store.drop();
            double appended = append(store, threads, batches, drawn);
            double read = read(store, threads, keys);
            for (int i = 0; i < keys; i++) {
                long size = store.size("key" + i);
                if (size != (long) batches / threads * threads * bytes) {
                    throw new IllegalStateException("key" + i + " has " + size + " bytes");
                }
            }
            System.out.println(appended + " " + read);
        }
    }

    private static List<Map<String, byte[]>> draw(int keys, int bytes) {
        Random random = new Random(42);
        List<Map<String, byte[]>> drawn = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Map<String, byte[]> batch = new TreeMap<>();
            for (int k = 0; k < keys; k++) {
                byte[] value = new byte[bytes];
                random.nextBytes(value);
                batch.put("key" + k, value);
            }
            drawn.add(batch);
        }
        return drawn;
    }

    private static double append(Store store, int threads, int batches, List<Map<String, byte[]>> drawn)
            throws Exception {
        long start = System.nanoTime();
        inThreads(threads, thread -> {
            for (int i = 0; i < batches / threads; i++) {
                store.append(drawn.get(i % drawn.size()));
            }
        });
        store.flush();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double read(Store store, int threads, int keys) throws Exception {
        long start = System.nanoTime();
        inThreads(threads, thread -> {
            for (int key = thread; key < keys; key += threads) {
                if (store.get("key" + key).length == 0) {
                    throw new IOException("key" + key + " has nothing");
                }
            }
        });
        return (System.nanoTime() - start) / 1e9;
    }

    /** What each thread does. */
    @FunctionalInterface
    private interface Work {
        void in(int thread) throws IOException;
    }

    private static void inThreads(int threads, Work work) throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                try {
                    work.in(number);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            thread.setUncaughtExceptionHandler((failed, e) -> {
                synchronized (failures) {
                    failures.add(e);
                }
            });
            all.add(thread);
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.get(0));
        }
    }
}
