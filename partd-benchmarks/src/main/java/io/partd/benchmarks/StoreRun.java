package io.partd.benchmarks;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.Buffer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times a store: appends, then reads every key back, in several rounds with a new dataset each. {@code StoreRun STORE
 * KEYS KEYS_PER_APPEND VALUE_BYTES APPENDS ROUNDS FOLDER} prints a line for each round: its number and the seconds that
 * appending and reading took. The peers' programs take the same arguments and draw the same keys, so that the figures
 * compare. In the first round, what the JVM spends on compiling counts.
 */
public final class StoreRun {

    /** The memory of a buffer, Python's {@code available_memory}. */
    private static final ByteSize MEMORY = ByteSize.of(64_000_000L);

    /** At least so many bytes are in the distinct values that are appended over and over: more than a cache holds. */
    private static final int POOL = 32_000_000;

    private final List<Map<String, byte[]>> batches;
    private final int[] draws;
    private final int keys;
    private final long bytes;

    private StoreRun(int keys, int keysPerAppend, int valueBytes, int appends) {
        this.keys = keys;
        this.batches = batches(keys, keysPerAppend, valueBytes);
        this.draws = draws(appends, batches.size());
        this.bytes = (long) appends * keysPerAppend * valueBytes;
    }

    /** Times one store: {@code file}, {@code buffer} or {@code streams}. */
    public static void main(String[] args) throws IOException {
        int[] numbers = Arrays.stream(args, 1, 6).mapToInt(Integer::parseInt).toArray();
        StoreRun run = new StoreRun(numbers[0], numbers[1], numbers[2], numbers[3]);
        for (int round = 1; round <= numbers[4]; round++) {
            Path folder = Path.of(args[6], Integer.toString(round));
            System.out.println(round + " " + run.time(args[0], folder));
        }
    }

    private String time(String store, Path folder) throws IOException {
        return switch (store) {
            case "file" -> time(Partd.file(folder));
            case "buffer" -> time(Partd.file(folder).with(Buffer.of(MEMORY)));
            case "streams" -> time(new StreamPerKey(folder));
            default -> throw new IllegalArgumentException("no store '" + store + "'; file, buffer or streams");
        };
    }

    private String time(Store store) throws IOException {
        return time(store, store::append, store::get);
    }

    private String time(StreamPerKey streams) throws IOException {
        return time(streams, streams::append, streams::get);
    }

    private String time(Closeable store, Append append, Get get) throws IOException {
        try (store) {
            long start = System.nanoTime();
            for (int draw : draws) {
                append.append(batches.get(draw));
            }
            long middle = System.nanoTime();
            long read = 0;
            for (int key = 0; key < keys; key++) {
                read += get.get(name(key)).length;
            }
            long end = System.nanoTime();
            if (read != bytes) {
                throw new IOException("appended " + bytes + " bytes and read " + read);
            }
            return (middle - start) / 1e9 + " " + (end - middle) / 1e9;
        }
    }

    private static String name(int key) {
        return "key-" + key;
    }

    private static List<Map<String, byte[]>> batches(int keys, int keysPerAppend, int valueBytes) {
        int perKey = Math.max(1, POOL / (keys * valueBytes));
        List<Map<String, byte[]>> batches = new ArrayList<>();
        for (int i = 0; i < perKey; i++) {
            for (int first = 0; first < keys; first += keysPerAppend) {
                Map<String, byte[]> batch = new LinkedHashMap<>();
                for (int key = first; key < first + keysPerAppend; key++) {
                    byte[] value = new byte[valueBytes];
                    Arrays.fill(value, (byte) i);
                    batch.put(name(key), value);
                }
                batches.add(batch);
            }
        }
        return batches;
    }

    /** Draws batches by a generator that is a line in any language. */
    private static int[] draws(int count, int batches) {
        int[] draws = new int[count];
        long state = 42;
        for (int i = 0; i < count; i++) {
            state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
            draws[i] = (int) ((state >> 8) % batches);
        }
        return draws;
    }

    @FunctionalInterface
    private interface Append {
        void append(Map<String, byte[]> batch) throws IOException;
    }

    @FunctionalInterface
    private interface Get {
        byte[] get(String key) throws IOException;
    }
}
