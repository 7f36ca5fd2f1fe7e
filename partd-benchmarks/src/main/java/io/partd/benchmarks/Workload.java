package io.partd.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * What is appended.
 *
 * @param keys the number of keys
 * @param keysPerAppend the number of keys in one append, which divides that of the keys
 * @param valueBytes the number of bytes that an append adds to each
 * @param appends the number of appends
 * @param memory bytes of memory for a buffer, Python's {@code available_memory}
 * @param threads the number of threads that share the appends
 */
public record Workload(int keys, int keysPerAppend, int valueBytes, int appends, long memory, int threads) {

    /** At least so many bytes are in the distinct values that are appended over and over: more than a cache holds. */
    private static final int POOL = 32_000_000;

    /**
     * The same where an append has a single key. What is appended then is in the cache, as with a program that has just
     * made it; else fetching a map, its entry, key and value from memory is what is measured.
     */
    private static final int SMALL_POOL = 1_000_000;

    /** Parses the numbers that scripts give, in the order of the components. */
    static Workload of(List<String> numbers) {
        int[] n = numbers.stream().mapToInt(Integer::parseInt).toArray();
        return new Workload(n[0], n[1], n[2], n[3], n[4], n[5]);
    }

    /** Returns the number of bytes appended in all. */
    public long bytes() {
        return (long) appends * keysPerAppend * valueBytes;
    }

    List<String> names() {
        return IntStream.range(0, keys).mapToObj(Workload::name).toList();
    }

    /** Returns how many batches are distinct: two for each key at the least, so that a wrong order is seen. */
    int distinctBatches() {
        int pool = keysPerAppend == 1 ? SMALL_POOL : POOL;
        return (int) Math.max(2, pool / ((long) keys * valueBytes)) * (keys / keysPerAppend);
    }

    /** Makes the distinct batches. */
    List<Map<String, byte[]>> batches() {
        SplittableRandom random = new SplittableRandom(42);
        List<String> names = names();
        List<Map<String, byte[]>> batches = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < distinctBatches(); i++) {
            Map<String, byte[]> batch = new LinkedHashMap<>();
            for (int key = first; key < first + keysPerAppend; key++) {
                byte[] value = new byte[valueBytes];
                random.nextBytes(value);
                batch.put(names.get(key), value);
            }
            batches.add(batch);
            first = (first + keysPerAppend) % keys;
        }
        return batches;
    }

    /** Draws batches by a generator that is a line in any language. */
    int[] draws() {
        int batches = distinctBatches();
        int[] draws = new int[appends];
        long state = 42;
        for (int i = 0; i < appends; i++) {
            state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
            draws[i] = (int) ((state >> 8) % batches);
        }
        return draws;
    }

    /** Returns what {@link #checksum} of each key's value has to be after the appends. */
    long[] checksums(List<Map<String, byte[]>> batches, int[] draws) {
        List<int[]> pieces = new ArrayList<>();
        for (Map<String, byte[]> batch : batches) {
            pieces.add(batch.values().stream().mapToInt(value -> crc(value, 0)).toArray());
        }
        int groups = keys / keysPerAppend;
        long[] sums = new long[keys];
        for (int draw : draws) {
            int key = draw % groups * keysPerAppend;
            for (int piece : pieces.get(draw)) {
                sums[key] = next(sums[key], piece);
                key++;
            }
        }
        return sums;
    }

    /** Returns a checksum of a value, made of those of its pieces; from several threads they come in any order. */
    long checksum(byte[] value) {
        long sum = 0;
        for (int i = 0; i + valueBytes <= value.length; i += valueBytes) {
            sum = next(sum, crc(value, i));
        }
        return sum;
    }

    long next(long sum, int piece) {
        return sum * (threads == 1 ? 31 : 1) + piece;
    }

    int crc(byte[] value, int from) {
        CRC32C crc = new CRC32C();
        crc.update(value, from, valueBytes);
        return (int) crc.getValue();
    }

    private static String name(int key) {
        return "key-" + key;
    }
}
