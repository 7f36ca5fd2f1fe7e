package io.partd.log;

import io.partd.internal.IoFunction;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Reads a whole log in any state and finds all damage. It can also repair the log, and then keeps every whole batch.
 *
 * <pre>{@code
 * LogCheck.Report report = LogCheck.of(directory).check();
 * if (!report.isWhole()) {
 *     LogCheck.Repair repair = LogCheck.of(directory).repair();
 * }
 * }</pre>
 *
 * <p>The log must not be open in this JVM. Other processes may read it meanwhile, and wait before they change it.
 * Immutable.
 */
public final class LogCheck {

    private final Path directory;
    private final Log.Options options;
    private final LongConsumer progress;

    private LogCheck(Path directory, Log.Options options, LongConsumer progress) {
        this.directory = directory;
        this.options = options;
        this.progress = progress;
    }

    /** Makes a check of the log in a directory. */
    public static LogCheck of(Path directory) {
        return of(directory, Log.Options.STANDARD);
    }

    static LogCheck of(Path directory, Log.Options options) {
        return new LogCheck(directory, options, bytes -> {});
    }

    /** Returns a check that calls a listener with the number of bytes read since the call before. */
    public LogCheck onProgress(LongConsumer listener) {
        return new LogCheck(directory, options, listener);
    }

    /**
     * Reads the whole log and changes nothing.
     *
     * @throws IOException if the directory holds no log, if the log is open in this JVM, if nothing says which segments
     *     belong to it, or if the thread is interrupted
     */
    public Report check() throws IOException {
        return alone(
                writers -> OpenLogs.openDirectoryToRead(directory, writers),
                disk -> report(disk, ManifestFinder.find(disk)));
    }

    /**
     * Repairs the log: keeps every readable batch, in order, and nothing of the others. If it leaves something out, it
     * keeps the damaged files in the log's directory, as {@code damaged-segment-…}. A crash leaves the log as it was,
     * or repaired. A log without damage is not changed.
     *
     * <p>If more than a header is damaged, the repair rewrites the log, and needs as much free space as the result.
     *
     * @throws IOException if the directory holds no log, if the log is open in this JVM or another process, if nothing
     *     says which segments belong to it, or if it cannot be written; the log is unchanged
     */
    public Repair repair() throws IOException {
        Repair repair = alone(writers -> OpenLogs.openDirectory(directory, writers), this::repair);
        Report found = repair.found();
        if (found.damages().isEmpty()) {
            return repair;
        }
        if (found.damages().stream().anyMatch(damage -> damage.kind() == Damage.Kind.TORN_END)) {
            OpenLogs.open(directory, options, false).release();
        }
        return new Repair(found, check(), repair.quarantined());
    }

    /** Runs a task while no other thread or process uses the log. */
    private <T> T alone(IoFunction<ReentrantLock, Disk> opening, IoFunction<Disk, T> task) throws IOException {
        if (!Files.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        OpenLogs.requireLog(directory);
        ReentrantLock writers = new ReentrantLock();
        writers.lock();
        try (Disk disk = opening.apply(writers)) {
            disk.processes().acquire();
            return task.apply(disk);
        } finally {
            writers.unlock();
        }
    }

    private Report report(Disk disk, ManifestFinder.Found found) throws IOException {
        Report report = new LogScan(disk, found.manifest(), LogScan.NONE, progress).run();
        String fault = found.fault();
        if (fault == null) {
            return report;
        }
        List<Damage> damages = new ArrayList<>(report.damages());
        damages.add(0, new Damage(Damage.Kind.MANIFEST, Manifest.NAME, 0, fault, 0, new TreeMap<>(), new TreeSet<>()));
        return new Report(
                report.segments(), report.batches(), report.records(), report.keys(), report.bytes(), damages);
    }

    private Repair repair(Disk disk) throws IOException {
        if (!disk.processes().isAlone()) {
            throw new FileSystemException(
                    disk.path().toString(), null, "is open in another process; close it there, then repair it");
        }
        ManifestFinder.Found manifest = ManifestFinder.find(disk);
        Report found = report(disk, manifest);
        LogRepair repair = new LogRepair(disk, manifest.manifest(), options, progress);
        if (manifest.fault() != null) {
            repair.replaceManifest();
        }
        repair.run(found.damages());
        return new Repair(found, found, repair.quarantined());
    }

    /**
     * The contents of a log, found by reading all of it. Immutable.
     *
     * @param segments the number of readable segments
     * @param batches the number of whole batches
     * @param records the number of records in whole batches
     * @param keys the number of keys to which these records give a value
     * @param bytes the number of bytes read
     * @param damages the damage, in the order of the log
     */
    public record Report(int segments, long batches, long records, long keys, long bytes, List<Damage> damages) {

        /** Makes a report; the list is copied. */
        public Report {
            damages = List.copyOf(damages);
        }

        /**
         * Returns whether the log needs no repair. It may still end with an incomplete write, which the next opening
         * cuts off.
         */
        public boolean isWhole() {
            return damages.stream().allMatch(damage -> damage.kind() == Damage.Kind.TORN_END);
        }
    }

    /**
     * The result of a repair. Immutable.
     *
     * @param found the contents of the log before the repair
     * @param kept the contents of the log after it
     * @param quarantined the names of the damaged files that the repair kept in the log's directory; nothing reads them
     */
    public record Repair(Report found, Report kept, List<String> quarantined) {

        /** Makes the record; the list is copied. */
        public Repair {
            quarantined = List.copyOf(quarantined);
        }

        /** Returns whether the repair changed anything. */
        public boolean isChanged() {
            return !found.damages().isEmpty();
        }

        /** Returns the number of bytes that each key has lost, as far as they are known. */
        public SortedMap<String, Long> lost() {
            SortedMap<String, Long> lost = new TreeMap<>();
            for (Damage damage : found.damages()) {
                damage.lost().forEach((key, bytes) -> lost.merge(key, bytes, Long::sum));
            }
            return Collections.unmodifiableSortedMap(lost);
        }
    }

    /**
     * A damaged part of a log. Immutable.
     *
     * @param kind the damaged part
     * @param file the name of the file in the log's directory
     * @param offset the offset in the file at which the damage was found
     * @param what what is wrong there
     * @param bytes the number of bytes in the file that the damage makes useless
     * @param lost the number of bytes that each key lost, for the keys that are still readable
     * @param undeleted the keys that an unreadable batch should have deleted
     */
    public record Damage(
            Kind kind,
            String file,
            long offset,
            String what,
            long bytes,
            SortedMap<String, Long> lost,
            SortedSet<String> undeleted) {

        private static final int MAX_KEYS = 5;

        /** The damaged part. */
        public enum Kind {
            /** The list of the segments. It can be rebuilt from the segments. */
            MANIFEST,
            /** A missing segment. */
            MISSING_SEGMENT,
            /** A truncated segment. */
            CUT_SEGMENT,
            /** The header of a segment. Its batches are still readable. */
            SEGMENT_HEADER,
            /** The header of a batch. The whole batch is lost. */
            BATCH,
            /** A record. Its whole batch is lost. */
            RECORD,
            /** A list of records. It can be rebuilt. */
            LIST,
            /** A checkpoint, which makes opening fast. It can be rebuilt. */
            CHECKPOINT,
            /** An incomplete write at the end of the log. The next opening cuts it off. */
            TORN_END
        }

        /** Makes the record; the collections are copied. */
        public Damage {
            lost = Collections.unmodifiableSortedMap(new TreeMap<>(lost));
            undeleted = Collections.unmodifiableSortedSet(new TreeSet<>(undeleted));
        }

        /** Returns whether appended bytes are lost. Other damage can be rebuilt from the rest of the log. */
        public boolean isLoss() {
            return switch (kind) {
                case MISSING_SEGMENT, BATCH, RECORD -> true;
                case CUT_SEGMENT -> bytes > 0 || !lost.isEmpty();
                case MANIFEST, SEGMENT_HEADER, LIST, CHECKPOINT, TORN_END -> false;
            };
        }

        /** Returns the damage as one line of text. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(file)
                    .append(" at byte ")
                    .append(offset)
                    .append(": ")
                    .append(what);
            if (bytes > 0) {
                text.append("; ").append(bytes).append(bytes == 1 ? " byte" : " bytes");
                text.append(kind == Damage.Kind.TORN_END ? " to be cut off" : " cannot be used");
            }
            List<String> losses = new ArrayList<>();
            for (Map.Entry<String, Long> loss : lost.entrySet()) {
                losses.add("'" + loss.getKey() + "' " + loss.getValue());
            }
            append(text, "bytes lost of keys: ", losses);
            append(
                    text,
                    "keys not deleted: ",
                    undeleted.stream().map(key -> "'" + key + "'").toList());
            return text.toString();
        }

        private static void append(StringBuilder text, String what, List<String> items) {
            if (!items.isEmpty()) {
                text.append("; ").append(what);
                text.append(String.join(", ", items.subList(0, Math.min(items.size(), MAX_KEYS))));
                if (items.size() > MAX_KEYS) {
                    text.append(" and ").append(items.size() - MAX_KEYS).append(" more");
                }
            }
        }
    }
}
