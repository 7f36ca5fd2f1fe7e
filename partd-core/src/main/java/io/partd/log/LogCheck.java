package io.partd.log;

import io.partd.log.LogDamage.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Reads a whole log in any state and finds all damage. It can also repair the log, and then keeps every whole batch.
 *
 * <pre>{@code
 * LogReport report = LogCheck.of(directory).check();
 * if (!report.isWhole()) {
 *     LogRepair repair = LogCheck.of(directory).repair();
 * }
 * }</pre>
 *
 * <p>The log must not be open in this JVM. Other processes may read it meanwhile, and wait before they change it.
 * Immutable.
 */
public final class LogCheck {

    private final Path directory;
    private final LogOptions options;
    private final LongConsumer progress;

    private LogCheck(Path directory, LogOptions options, LongConsumer progress) {
        this.directory = directory;
        this.options = options;
        this.progress = progress;
    }

    /** Makes a check of the log in a directory. */
    public static LogCheck of(Path directory) {
        return of(directory, LogOptions.STANDARD);
    }

    static LogCheck of(Path directory, LogOptions options) {
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
    public LogReport check() throws IOException {
        return alone(OpenLogs::openDirectoryToRead, this::report);
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
    public LogRepair repair() throws IOException {
        List<String> quarantined = new ArrayList<>();
        LogReport found = alone(OpenLogs::openDirectory, disk -> {
            if (!disk.processes().isAlone()) {
                throw new FileSystemException(
                        disk.path().toString(), null, "is open in another process; close it there, then repair it");
            }
            return repair(disk, quarantined);
        });
        if (found.damages().stream().anyMatch(damage -> damage.kind() == Kind.TORN_END)) {
            OpenLogs.open(directory, options, false).release();
        }
        return new LogRepair(found, found.damages().isEmpty() ? found : check(), quarantined);
    }

    /** What is done while others are kept out. */
    @FunctionalInterface
    private interface Task {
        LogReport run(Disk disk) throws IOException;
    }

    /** How the directory is opened. */
    @FunctionalInterface
    private interface Opening {
        Disk open(Path directory, ReentrantLock writers) throws IOException;
    }

    private LogReport alone(Opening opening, Task task) throws IOException {
        if (!Files.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        OpenLogs.requireLog(directory);
        ReentrantLock writers = new ReentrantLock();
        writers.lock();
        try (Disk disk = opening.open(directory, writers)) {
            disk.processes().acquire();
            return task.run(disk);
        } finally {
            writers.unlock();
        }
    }

    private LogReport report(Disk disk) throws IOException {
        return report(disk, ManifestFinder.find(disk));
    }

    private LogReport report(Disk disk, ManifestFinder.Found found) throws IOException {
        LogReport report = new LogScan(disk, found.manifest(), LogScan.NONE, progress).run();
        String fault = found.fault();
        if (fault == null) {
            return report;
        }
        List<LogDamage> damages = new ArrayList<>(report.damages());
        damages.add(0, new LogDamage(Kind.MANIFEST, Manifest.NAME, 0, fault, 0, new TreeMap<>(), new TreeSet<>()));
        return new LogReport(
                report.segments(), report.batches(), report.records(), report.keys(), report.bytes(), damages);
    }

    private LogReport repair(Disk disk, List<String> quarantined) throws IOException {
        ManifestFinder.Found found = ManifestFinder.find(disk);
        LogReport report = report(disk, found);
        Repair repair = new Repair(disk, found.manifest(), options, progress);
        if (found.fault() != null) {
            repair.replaceManifest();
        }
        repair.run(report.damages());
        quarantined.addAll(repair.quarantined());
        return report;
    }
}
