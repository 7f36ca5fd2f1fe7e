package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** What is done to the files of a log before it is read: making the first ones, and removing those that are not its. */
final class LogFiles {

    private LogFiles() {}

    /**
     * Makes an empty log.
     *
     * @param names what is in the folder
     * @param synced whether it is to be on the disk before anything is stored in it
     * @throws CorruptDataException if there was a log with something in it
     */
    static void make(Disk disk, Set<String> names, LogOptions options, boolean synced) throws IOException {
        requireNoBatches(disk, names);
        Manifest manifest = new Manifest(ThreadLocalRandom.current().nextLong(), 1, 1, 2, List.of(1L));
        disk.remove(Segment.name(1));
        Segment first = Segment.create(disk, Segment.name(1), 1, manifest.salt(), 2 * options.segmentBytes());
        try {
            first.writeHeader();
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

    /** Checks that only the making of a log was interrupted, when there is no manifest. */
    private static void requireNoBatches(Disk disk, Set<String> names) throws IOException {
        for (String name : names) {
            if (Segment.isName(name) && (!name.equals(Segment.name(1)) || Segment.hasBatches(disk, name))) {
                throw new CorruptDataException(disk.path().resolve(Manifest.NAME) + ", the manifest of the log, is"
                        + " missing, and there is data in " + name + "; 'partd verify --repair' keeps what is whole");
            }
        }
    }

    /** Removes what crashes have left: files that look like the log's but are not. */
    static void removeStrangers(Disk disk, Set<String> names, Manifest manifest) throws IOException {
        for (String name : names) {
            boolean ours = manifest.segments().stream().map(Segment::name).anyMatch(name::equals);
            if (!ours && (Segment.isName(name) || name.equals(Manifest.NEW))) {
                disk.remove(name);
            }
        }
    }
}
