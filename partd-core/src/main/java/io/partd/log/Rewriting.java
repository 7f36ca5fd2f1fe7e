package io.partd.log;

import io.partd.Durability;
import io.partd.internal.DirectoryTree;
import io.partd.internal.OpenDirectories;
import io.partd.log.LogDamage.Kind;
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
 * Writes a log anew from its whole batches. That is done in a directory within the log's; its segments, which have
 * numbers of their own, then move up, and the manifest takes the place of the log's in one step. Until then the log is
 * as it was. For one thread, which keeps everybody else out; once.
 */
final class Rewriting {

    private static final String STAGING = Manifest.NAME + ".repair";

    private final Disk disk;
    private final Manifest manifest;
    private final LogOptions options;
    private final LongConsumer progress;
    private final Path staging;
    private final MappedValues values;

    Rewriting(Disk disk, Manifest manifest, LogOptions options, LongConsumer progress) {
        this.disk = disk;
        this.manifest = manifest;
        this.options = options;
        this.progress = progress;
        staging = disk.path().resolve(STAGING);
        values = new MappedValues(disk.path());
    }

    /**
     * Writes the log.
     *
     * @param damages what is damaged in it
     * @return the names of the files that were kept aside
     */
    List<String> run(List<LogDamage> damages) throws IOException {
        DirectoryTree.delete(staging);
        Files.createDirectory(staging);
        try {
            write();
            Manifest made = sync();
            List<String> aside = keep(damages);
            exchange(made);
            return aside;
        } finally {
            DirectoryTree.delete(staging);
        }
    }

    private void write() throws IOException {
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
            new LogScan(
                            disk,
                            manifest,
                            (segment, header, offset, reader) -> copy(log, segment, header, offset, reader),
                            progress)
                    .run();
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
                draft -> reader.records(header, offset, BatchReader.Verify.STRUCTURE, new BatchReader.RecordVisitor() {
                    @Override
                    public void append(byte[] key, long at, int length) throws IOException {
                        long start = at + Format.RECORD_HEADER + key.length;
                        draft.append(BatchReader.text(key), List.of(values.at(segment, start, length)));
                    }

                    @Override
                    public void delete(byte[] key) {
                        draft.delete(BatchReader.text(key));
                    }
                }));
    }

    /** Brings all to the disk that was written. */
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

    /** Keeps the files aside of which something could not be read. */
    private List<String> keep(List<LogDamage> damages) throws IOException {
        Set<String> present = disk.names();
        Set<String> damaged = new LinkedHashSet<>();
        for (LogDamage damage : damages) {
            if ((damage.isLoss() || damage.kind() == Kind.CUT_SEGMENT) && present.contains(damage.file())) {
                damaged.add(damage.file());
            }
        }
        List<String> aside = new ArrayList<>();
        for (String file : damaged) {
            aside.add(Aside.keep(disk, file));
        }
        return aside;
    }

    private void exchange(Manifest made) throws IOException {
        for (long id : made.segments()) {
            Files.move(
                    staging.resolve(Segment.name(id)),
                    disk.path().resolve(Segment.name(id)),
                    StandardCopyOption.ATOMIC_MOVE);
        }
        disk.sync();
        disk.processes().setEpoch(0);
        Files.move(staging.resolve(Manifest.NAME), disk.path().resolve(Manifest.NAME), StandardCopyOption.ATOMIC_MOVE);
        disk.sync();
        disk.processes().setEpoch(made.epoch());
        for (long id : manifest.segments()) {
            disk.remove(Segment.name(id));
        }
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
