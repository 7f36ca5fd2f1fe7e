package io.partd.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.Durability;
import io.partd.Metadata;
import io.partd.Store;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Writes the logs in {@code golden/}, the same ones each time: their salt is not random. {@link GoldenLogTest} makes
 * them anew with {@code -Dpartd.golden=write}.
 */
final class GoldenLogs {

    static final String PLAIN = "log";
    static final String SEGMENTS = "log-segments";
    static final String COMPACTED = "log-compacted";
    static final String KILLED = "log-killed";
    static final String OTHER_MANIFEST = "log-of-version-2";
    static final String METADATA = "log-with-metadata";
    static final String OTHER_SEGMENT = "log-with-segment-of-version-2";
    static final List<String> NAMES =
            List.of(PLAIN, SEGMENTS, COMPACTED, KILLED, METADATA, OTHER_MANIFEST, OTHER_SEGMENT);

    private static final Log.Options SMALL = new Log.Options(1000, 5);
    private static final long SALT = 0x5c1d08e3a94b7f26L;
    private static final int CLEAN = 72;
    private static final int BOOT = 88;

    private GoldenLogs() {}

    /** Writes a log to a directory that is missing. */
    static void write(String name, Path directory) throws IOException {
        Files.createDirectories(directory);
        switch (name) {
            case PLAIN -> plain(directory);
            case SEGMENTS -> segments(directory);
            case COMPACTED -> compacted(directory);
            case KILLED -> killed(directory);
            case METADATA -> metadata(directory);
            case OTHER_MANIFEST -> {
                plain(directory);
                Path manifest = directory.resolve(Manifest.NAME);
                Files.writeString(manifest, Files.readString(manifest).replace("partd-log 1", "partd-log 2"));
            }
            case OTHER_SEGMENT -> {
                plain(directory);
                putInt(directory.resolve(Segment.name(1)), 8, 2);
            }
            default -> throw new IllegalArgumentException(name);
        }
        // In which start of the system it was closed is all that differs from one time to the next.
        Path first = directory.resolve(Segment.name(1));
        if (Files.exists(first)) {
            putInt(first, BOOT, 0);
            putInt(first, BOOT + Integer.BYTES, 0);
        }
        Files.delete(directory.resolve(Manifest.NAME + ".lock"));
        Files.delete(directory.resolve(Manifest.NAME + ".users"));
    }

    /** One of each thing that a batch can hold. */
    private static void plain(Path directory) throws IOException {
        try (Store log = open(directory, Durability.NEVER, Log.Options.STANDARD)) {
            log.append("x", bytes("one,"));
            append(log, "x", "two", "a/b", "nested");
            log.iset("set", bytes("first"));
            log.iset("set", bytes("second"));
            append(log, "gone", "1", "again", "2");
            log.delete(List.of("gone", "again", "never"));
            append(log, "again", "3");
            append(log, "Ærø", "æ", "ключ", "к", "🚲\0", "🚲");
            log.append("bytes", everyByte());
        }
    }

    /** A log that also holds metadata. */
    private static void metadata(Path directory) throws IOException {
        plain(directory);
        try (Store log = LogStore.open(directory)) {
            Metadata metadata = log.metadata().orElseThrow();
            metadata.putIfAbsent("shuffle.header", everyByte());
            metadata.putIfAbsent("by", bytes("city"));
        }
    }

    /** Several segments, with lists and checkpoints, by a writer that syncs. */
    private static void segments(Path directory) throws IOException {
        try (Store log = open(directory, Durability.FLUSH, SMALL)) {
            for (int i = 0; i < 48; i++) {
                append(log, "k" + i % 5, i + ",", "every", i + ";");
                if (i % 10 == 3) {
                    log.delete("k" + i % 5);
                    log.flush();
                }
            }
            log.append("bytes", everyByte());
        }
    }

    /** A log that was compacted, and then went on. */
    private static void compacted(Path directory) throws IOException {
        try (Store log = open(directory, Durability.FLUSH, SMALL)) {
            for (int i = 0; i < 30; i++) {
                append(log, "k" + i % 3, i + ",", "every", i + ";", "gone", "-");
            }
            log.delete("gone");
            log.compact();
            for (int i = 30; i < 33; i++) {
                append(log, "k" + i % 3, i + ",", "every", i + ";");
            }
            log.delete("k1");
        }
    }

    /** What a writer leaves that was killed before it published its last batch. */
    private static void killed(Path directory) throws IOException {
        plain(directory);
        Path segment = directory.resolve(Segment.name(1));
        long end = Files.size(segment) - Format.BATCH_HEADER;
        long last = end - Format.BATCH_HEADER - Format.recordLength("bytes".length(), everyByte().length);
        putInt(segment, last, 0);
        putInt(segment, CLEAN, 0);
        putInt(segment, CLEAN + Integer.BYTES, 0);
    }

    private static Store open(Path directory, Durability durability, Log.Options options) throws IOException {
        try (Disk disk = SystemDisk.open(SystemCalls.system(), directory.toRealPath(), new ReentrantLock())) {
            ManifestWriter.makeLog(disk, new Manifest(SALT, 1, 1, 2, List.of(1L)), options, false);
        }
        return LogStore.open(directory, durability, options);
    }

    private static void append(Store log, String... keysAndValues) throws IOException {
        Map<String, byte[]> batch = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            batch.put(keysAndValues[i], bytes(keysAndValues[i + 1]));
        }
        log.append(batch);
    }

    private static void putInt(Path file, long at, int value) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt((int) at, value);
        Files.write(file, bytes);
    }

    static byte[] everyByte() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Writes all logs anew in place of those in a directory. */
    static void writeAll(Path golden) throws IOException {
        for (String name : NAMES) {
            Path directory = golden.resolve(name);
            if (Files.exists(directory)) {
                try (Stream<Path> files = Files.list(directory)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
            }
            write(name, directory);
        }
    }
}
