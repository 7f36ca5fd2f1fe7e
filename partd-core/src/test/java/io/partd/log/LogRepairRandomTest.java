package io.partd.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Durability;
import io.partd.Sample;
import io.partd.Store;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damages random places of logs, repairs them, and looks whether every batch without damage is still there. */
@Tag("sampled")
class LogRepairRandomTest {

    private static final Log.Options SMALL = new Log.Options(3000, 10);

    @TempDir
    private Path temporary;

    /**
     * A batch in a log.
     *
     * @param text its records
     */
    private record Batch(String file, long from, long to, String text) {}

    static long[] seeds() {
        Long replayed = Long.getLong("partd.repair.seed");
        if (replayed != null) {
            return new long[] {replayed};
        }
        long[] seeds = new long[Integer.getInteger("partd.repair.sequences", Sample.times(10, 30))];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = i;
        }
        return seeds;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void keepsEveryWholeBatch(long seed) throws IOException {
        Random random = new Random(seed);
        Path log = temporary.resolve("log");
        fill(log, random);
        List<Batch> before = batches(log);
        List<Batch> untouched = new ArrayList<>(before);
        boolean manifest = random.nextInt(4) == 0;
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            Batch victim = before.get(random.nextInt(before.size()));
            damage(log.resolve(victim.file), manifest ? Format.SEGMENT_HEADER : 0, random, untouched);
        }
        if (manifest) {
            damage(log.resolve(Manifest.NAME), 0, random, untouched);
        }
        LogCheck.Report report = LogCheck.of(log).check();
        LogCheck.Repair repair = LogCheck.of(log, SMALL).repair();
        assertThat(repair.found()).isEqualTo(report);
        assertThat(repair.kept().damages()).isEmpty();
        List<String> kept = texts(batches(log));
        assertThat(kept).hasSize((int) report.batches());
        assertThat(isPart(kept, texts(before))).as("kept in order").isTrue();
        assertThat(isPart(texts(untouched), kept)).as("all untouched kept").isTrue();
        assertThat(LogCheck.of(log, SMALL).repair().isChanged()).isFalse();
        assertThat(contents(log)).isEqualTo(replayed(kept));
    }

    private static void fill(Path log, Random random) throws IOException {
        int number = 0;
        for (int handle = 1 + random.nextInt(3); handle > 0; handle--) {
            Durability durability = random.nextInt(4) == 0 ? Durability.FLUSH : Durability.NEVER;
            try (Store store = LogStore.open(log, durability, SMALL)) {
                for (int i = 50 + random.nextInt(100); i > 0; i--) {
                    Map<String, byte[]> batch = new HashMap<>();
                    for (int key = 1 + random.nextInt(6); key > 0; key--) {
                        String value = number++ + "-" + "x".repeat(random.nextInt(60)) + ",";
                        batch.put("key " + random.nextInt(20), value.getBytes(UTF_8));
                    }
                    store.append(batch);
                    if (random.nextInt(8) == 0) {
                        store.delete("key " + random.nextInt(20));
                    }
                }
                if (random.nextInt(4) == 0) {
                    store.compact();
                }
            }
        }
    }

    private static void damage(Path file, long first, Random random, List<Batch> untouched) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            long from = first + random.nextInt((int) Math.max(1, out.length() - first));
            long to = from + 1;
            switch (random.nextInt(5)) {
                case 0 -> {
                    out.setLength(from);
                    to = Long.MAX_VALUE;
                }
                case 1 -> {
                    byte[] bytes = new byte[(int) Math.min(out.length() - from, random.nextInt(300))];
                    if (random.nextBoolean()) {
                        random.nextBytes(bytes);
                    }
                    out.seek(from);
                    out.write(bytes);
                    to = from + bytes.length;
                }
                default -> {
                    if (from < out.length()) {
                        out.seek(from);
                        int present = out.read();
                        out.seek(from);
                        out.write(present ^ (1 << random.nextInt(8)));
                    }
                }
            }
            String name = file.getFileName().toString();
            long end = to;
            untouched.removeIf(batch -> batch.file.equals(name) && batch.from < end && from < batch.to);
        }
    }

    /** Returns the whole batches of records, in order. */
    private static List<Batch> batches(Path log) throws IOException {
        List<Batch> batches = new ArrayList<>();
        try (Disk disk = OpenLogs.openDirectory(log, new ReentrantLock())) {
            new LogScan(
                            disk,
                            Manifest.read(disk),
                            (reader, header, offset) -> {
                                StringBuilder text = new StringBuilder();
                                reader.visit(header, offset, BatchReader.Verify.CHECKSUMS, new BatchReader.Visitor() {
                                    @Override
                                    public void append(byte[] key, long at, int length) throws IOException {
                                        byte[] value = new byte[length];
                                        long start = at + Format.RECORD_HEADER + key.length;
                                        reader.segment().file().read(start, value, 0, length);
                                        text.append(new String(key, UTF_8))
                                                .append('=')
                                                .append(new String(value, UTF_8))
                                                .append('\n');
                                    }

                                    @Override
                                    public void delete(byte[] key) {
                                        text.append(new String(key, UTF_8)).append('\n');
                                    }
                                });
                                batches.add(new Batch(
                                        reader.segment().fileName(),
                                        offset,
                                        offset + header.length(),
                                        text.toString()));
                            },
                            read -> {})
                    .run();
        }
        return batches;
    }

    private static boolean isPart(List<String> some, List<String> all) {
        Iterator<String> rest = all.iterator();
        return some.stream().allMatch(text -> {
            boolean found = false;
            while (!found && rest.hasNext()) {
                found = rest.next().equals(text);
            }
            return found;
        });
    }

    private static List<String> texts(List<Batch> batches) {
        return batches.stream().map(Batch::text).toList();
    }

    private static Map<String, String> replayed(List<String> batches) {
        Map<String, String> contents = new TreeMap<>();
        for (String batch : batches) {
            for (String line : batch.split("\n")) {
                String[] keyAndValue = line.split("=");
                if (keyAndValue.length == 1) {
                    contents.remove(line);
                } else {
                    contents.merge(keyAndValue[0], keyAndValue[1], String::concat);
                }
            }
        }
        return contents;
    }

    private static Map<String, String> contents(Path log) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Store store = LogStore.open(log)) {
            for (String key : store.keys()) {
                contents.put(key, new String(store.get(key), UTF_8));
            }
        }
        return contents;
    }
}
