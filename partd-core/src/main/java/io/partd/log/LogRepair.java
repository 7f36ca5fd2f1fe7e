package io.partd.log;

import io.partd.Durability;
import io.partd.internal.DirectoryTree;
import io.partd.internal.OpenDirectories;
import io.partd.log.LogCheck.Damage;
import io.partd.log.LogCheck.Damage.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Repairs a log: in place if the right contents are known, else by a rebuild.
 *
 * <p>A rebuild appends the whole batches to a new log in a directory within the log's. Its segments have unused numbers
 * and move up; then its manifest replaces the log's in one step. Until then the log is as it was.
 *
 * <p>Damaged files are kept in the log's directory, in quarantine, under names that nothing reads. For one thread,
 * which keeps everybody else out; once.
 */
final class LogRepair {

    private static final String QUARANTINED = "damaged-";
    private static final String STAGING = Manifest.NAME + ".repair";

    private final Disk disk;
    private final Manifest manifest;
    private final LogOptions options;
    private final LongConsumer progress;
    private final Path staging;
    private final MappedValues values;
    private final List<String> quarantined = new ArrayList<>();

    LogRepair(Disk disk, Manifest manifest, LogOptions options, LongConsumer progress) {
        this.disk = disk;
        this.manifest = manifest;
        this.options = options;
        this.progress = progress;
        staging = disk.path().resolve(STAGING);
        values = new MappedValues(disk.path());
    }

    /** Tells whether a file's name is that of one in quarantine. */
    static boolean isQuarantined(String name) {
        return name.startsWith(QUARANTINED);
    }

    /** Returns the names of the files that this repair has put in quarantine. */
    List<String> quarantined() {
        return quarantined;
    }

    /** Gives a file a second name, so that it stays when its own is removed or given to another file. */
    private void quarantine(String name) throws IOException {
        Path file = disk.path().resolve(name);
        Path kept = disk.path().resolve(QUARANTINED + name);
        Files.deleteIfExists(kept);
        try {
            Files.createLink(kept, file);
        } catch (UnsupportedOperationException | IOException e) {
            // Not every file system has links.
            Files.copy(file, kept);
        }
        quarantined.add(QUARANTINED + name);
    }

    /** Writes the manifest. */
    void replaceManifest() throws IOException {
        if (disk.names().contains(Manifest.NAME)) {
            quarantine(Manifest.NAME);
        }
        disk.processes().setEpoch(0);
        manifest.write(disk, DiskFile::sync);
        disk.sync();
        disk.processes().setEpoch(manifest.epoch());
    }

    /** Repairs damages, all of them in place if that is possible. */
    void run(List<Damage> damages) throws IOException {
        if (damages.stream().allMatch(LogRepair::isInPlace)) {
            for (Damage damage : damages) {
                if (damage.kind() == Kind.SEGMENT_HEADER || damage.kind() == Kind.CHECKPOINT) {
                    rewriteHeader(Segment.id(damage.file()), damage.kind());
                }
            }
        } else {
            rebuild(damages);
        }
    }

    /** Tells whether a damage can be repaired in place, or repairs itself. */
    private static boolean isInPlace(Damage damage) {
        return switch (damage.kind()) {
            case MANIFEST, SEGMENT_HEADER, TORN_END -> true;
            case CHECKPOINT -> damage.offset() < Format.SEGMENT_HEADER;
            case MISSING_SEGMENT, CUT_SEGMENT, BATCH, RECORD, LIST -> false;
        };
    }

    private void rewriteHeader(long id, Kind kind) throws IOException {
        Segment segment = Segment.openAsItIs(disk, id, manifest.salt());
        try {
            if (kind == Kind.SEGMENT_HEADER) {
                segment.writeHeader(Manifest.Lineage.of(manifest, id));
            }
            segment.clearDamagedMarks();
            segment.file().sync();
        } finally {
            segment.close();
        }
    }

    private void rebuild(List<Damage> damages) throws IOException {
        DirectoryTree.delete(staging);
        Files.createDirectory(staging);
        try {
            copyAll();
            Manifest made = sync();
            quarantine(damages);
            exchange(made);
        } finally {
            DirectoryTree.delete(staging);
        }
    }

    private void copyAll() throws IOException {
        long epoch = manifest.epoch() + 1;
        long first = Math.max(manifest.next(), ManifestFinder.highest(disk) + 1);
        try (Disk empty = OpenLogs.openDirectory(staging, new ReentrantLock())) {
            long salt = ThreadLocalRandom.current().nextLong();
            Manifest fresh = new Manifest(salt, epoch, epoch, first + 1, List.of(first), manifest.metadata());
            ManifestWriter.makeLog(empty, fresh, options, false);
        }
        OpenDirectories<Log>.Shared shared = OpenLogs.open(staging, options, true);
        try {
            Log log = shared.get();
            log.countSynced();
            LogScan.Survivors survivors =
                    (segment, header, offset, reader) -> copy(log, segment, header, offset, reader);
            new LogScan(disk, manifest, survivors, progress).run();
            log.sync(() -> {});
        } finally {
            shared.release();
        }
    }

    private void copy(Log log, Segment segment, BatchHeader header, long offset, BatchReader reader)
            throws IOException {
        log.append(
                () -> {},
                Durability.NEVER,
                batch -> reader.records(header, offset, BatchReader.Verify.STRUCTURE, new BatchReader.RecordVisitor() {
                    @Override
                    public void append(byte[] key, long at, int length) throws IOException {
                        long start = at + Format.RECORD_HEADER + key.length;
                        batch.append(BatchReader.text(key), List.of(values.at(segment, start, length)));
                    }

                    @Override
                    public void delete(byte[] key) {
                        batch.delete(BatchReader.text(key));
                    }
                }));
    }

    /** Syncs the new log. */
    private Manifest sync() throws IOException {
        try (Disk made = OpenLogs.openDirectory(staging, new ReentrantLock())) {
            Manifest present = Manifest.read(made);
            for (long id : present.segments()) {
                sync(staging.resolve(Segment.name(id)));
            }
            sync(staging.resolve(Manifest.NAME));
            return present;
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Puts the files in quarantine of which something could not be read. */
    private void quarantine(List<Damage> damages) throws IOException {
        Set<String> present = disk.names();
        Set<String> damaged = new LinkedHashSet<>();
        for (Damage damage : damages) {
            if ((damage.isLoss() || damage.kind() == Kind.CUT_SEGMENT) && present.contains(damage.file())) {
                damaged.add(damage.file());
            }
        }
        for (String file : damaged) {
            quarantine(file);
        }
    }

    private void exchange(Manifest made) throws IOException {
        for (long id : made.segments()) {
            moveUp(Segment.name(id));
        }
        disk.sync();
        disk.processes().setEpoch(0);
        moveUp(Manifest.NAME);
        disk.sync();
        disk.processes().setEpoch(made.epoch());
        for (long id : manifest.segments()) {
            disk.remove(Segment.name(id));
        }
    }

    private void moveUp(String name) throws IOException {
        Files.move(staging.resolve(name), disk.path().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The values in the files, without a copy of them in memory. */
    private static final class MappedValues {

        private static final long WINDOW = 1L << 30;

        private final Path directory;
        private String file = "";
        private long start;
        private ByteBuffer window = ByteBuffer.allocate(0);

        MappedValues(Path directory) {
            this.directory = directory;
        }

        ByteBuffer at(Segment segment, long at, int length) throws IOException {
            boolean mapped = segment.fileName().equals(file) && at >= start && at + length <= start + window.capacity();
            if (!mapped) {
                file = segment.fileName();
                start = at;
                try (FileChannel channel = FileChannel.open(directory.resolve(file))) {
                    window = channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(WINDOW, channel.size() - at));
                }
            }
            return window.slice((int) (at - start), length);
        }
    }
}
