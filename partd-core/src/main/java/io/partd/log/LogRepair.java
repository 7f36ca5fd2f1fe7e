package io.partd.log;

import io.partd.CodecCheck;
import io.partd.Durability;
import io.partd.internal.DirectoryTree;
import io.partd.internal.OpenDirectories;
import io.partd.log.LogCheck.Damage;
import io.partd.log.LogCheck.Damage.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Repairs a log once: in place if the right contents are known, else by a rebuild. For one thread, which excludes all
 * others.
 *
 * <p>A rebuild appends the undamaged batches to a new log in a subdirectory, whose segments have unused numbers. It
 * moves the segments to the log's directory, and then replaces the log's manifest in one step. Until then the log is as
 * it was.
 *
 * <p>Damaged files stay in the log's directory, in quarantine, under names that nothing reads.
 */
final class LogRepair {

    private static final String QUARANTINED = "damaged-";
    private static final String STAGING = Manifest.NAME + ".repair";

    private static final LogLocks.Handle HANDLE =
            new LogLocks.Handle("repair", new AtomicBoolean(), CodecCheck.raw(), Durability.NEVER);

    private final Disk disk;
    private final Manifest manifest;
    private final Log.Options options;
    private final LongConsumer progress;
    private final Path staging;
    private final List<String> quarantined = new ArrayList<>();

    LogRepair(Disk disk, Manifest manifest, Log.Options options, LongConsumer progress) {
        this.disk = disk;
        this.manifest = manifest;
        this.options = options;
        this.progress = progress;
        staging = disk.path().resolve(STAGING);
    }

    static boolean isQuarantined(String name) {
        return name.startsWith(QUARANTINED);
    }

    List<String> quarantined() {
        return quarantined;
    }

    /** Gives a file a second name, so that it stays when its name is removed or given to another file. */
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

    void replaceManifest() throws IOException {
        if (disk.names().contains(Manifest.NAME)) {
            quarantine(Manifest.NAME);
        }
        disk.processes().setEpoch(0);
        manifest.write(disk, Disk.File::sync);
        disk.sync();
        disk.processes().setEpoch(manifest.epoch());
    }

    /** Repairs damage, in place if that is possible for all of it. */
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

    /** Returns whether a damage can be repaired in place, or needs no repair. */
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
            quarantine(damages);
            exchange();
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
            ManifestWriter.makeLog(empty, fresh, options, true);
        }
        // The new log syncs, also what it writes when it is closed.
        OpenDirectories<Log>.Shared shared = OpenLogs.open(staging, options, true);
        try {
            Log log = shared.get();
            log.countSynced();
            new LogScan(disk, manifest, (reader, header, offset) -> copy(log, reader, header, offset), progress).run();
            log.sync(HANDLE);
        } finally {
            shared.release();
        }
    }

    private static void copy(Log log, BatchReader reader, Batch.Header header, long offset) throws IOException {
        log.append(
                HANDLE,
                batch -> reader.visit(header, offset, BatchReader.Verify.STRUCTURE, new BatchReader.Visitor() {
                    @Override
                    public void append(byte[] key, long at, int length) throws IOException {
                        long start = at + Format.RECORD_HEADER + key.length;
                        batch.append(
                                BatchReader.text(key),
                                List.of(value(reader.segment().file(), start, length)));
                    }

                    @Override
                    public void delete(byte[] key) {
                        batch.delete(BatchReader.text(key));
                    }
                }));
    }

    private static ByteBuffer value(Disk.File file, long at, int length) throws IOException {
        ByteBuffer view = file.view(at, length);
        if (view != null) {
            return view;
        }
        byte[] copy = new byte[length];
        file.read(at, copy, 0, length);
        return ByteBuffer.wrap(copy);
    }

    /** Puts damaged segments in quarantine. */
    private void quarantine(List<Damage> damages) throws IOException {
        Set<String> damaged = new LinkedHashSet<>();
        for (Damage damage : damages) {
            if (damage.isLoss() || damage.kind() == Kind.CUT_SEGMENT) {
                damaged.add(damage.file());
            }
        }
        damaged.retainAll(disk.names());
        for (String file : damaged) {
            quarantine(file);
        }
    }

    private void exchange() throws IOException {
        Manifest made;
        try (Disk staged = OpenLogs.openDirectory(staging, new ReentrantLock())) {
            made = Manifest.read(staged);
        }
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
}
