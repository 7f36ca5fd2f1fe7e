package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Makes a log in a directory that has no manifest. */
final class NewLog {

    private static final long FIRST = 1;

    private NewLog() {}

    /**
     * Makes an empty log.
     *
     * @param names the names of what is in the directory
     * @param synced whether it is to be on the disk before anything is stored in it
     * @throws CorruptDataException if there is a log without its manifest
     */
    static void make(Disk disk, Set<String> names, LogOptions options, boolean synced) throws IOException {
        requireNone(disk, names);
        disk.remove(Segment.name(FIRST));
        Manifest manifest = new Manifest(ThreadLocalRandom.current().nextLong(), 1, 1, FIRST + 1, List.of(FIRST));
        make(disk, manifest, options, synced);
    }

    /**
     * Checks that there are no segments but what a crash leaves that comes before the first manifest.
     *
     * @throws CorruptDataException if there are
     */
    static void requireNone(Disk disk, Set<String> names) throws IOException {
        for (String name : names) {
            if (Segment.id(name) > 0 && !isLeftover(disk, name)) {
                throw new CorruptDataException(disk.path() + " has segments of a log, such as " + name
                        + ", but their list, " + Manifest.NAME + ", is missing; 'partd verify --repair' makes it anew");
            }
        }
    }

    /** Tells whether a segment is what a crash leaves that comes before the first manifest: one without a batch. */
    private static boolean isLeftover(Disk disk, String name) throws IOException {
        if (Segment.id(name) != FIRST) {
            return false;
        }
        try (DiskFile file = disk.open(name)) {
            return file.length() < Format.SEGMENT_HEADER + Format.BATCH_HEADER
                    || file.published(Format.SEGMENT_HEADER) == 0;
        }
    }

    /** Makes a log of one segment, without batches, as a manifest says. */
    static void make(Disk disk, Manifest manifest, LogOptions options, boolean synced) throws IOException {
        long id = manifest.last();
        Segment first = Segment.create(disk, Segment.name(id), id, manifest.salt(), 2 * options.segmentBytes());
        try {
            first.writeHeader(Lineage.of(manifest));
            if (synced) {
                first.file().sync();
                disk.sync();
            }
        } finally {
            first.close();
        }
        manifest.write(disk, file -> {
            if (synced) {
                file.sync();
            }
        });
        if (synced) {
            disk.sync();
        }
    }
}
