package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of the last segment after a crash, and clears the rest of an incomplete write, so that no later batch
 * joins it.
 *
 * <p>Damage counts as a torn write if no valid batch follows it, or only batches of writers that sync, written since
 * their last sync: no writer was told that these are stored. Any other damage is an error: to cut it off would lose the
 * batches that follow it.
 *
 * <p>On a read-only disk, this class only finds the end.
 */
final class Recovery {

    private static final System.Logger LOG = System.getLogger("io.partd.log");
    private static final String REPAIR = " 'partd verify --repair' keeps what is whole.";

    private final Disk disk;
    private final Segment segment;
    private final BatchReader reader;

    Recovery(Disk disk, BatchReader reader) {
        this.disk = disk;
        this.reader = reader;
        segment = reader.segment();
    }

    /** Returns the batch at an offset and verifies its checksums; returns null if the log ends there. */
    Batch.@Nullable Header next(long offset) throws IOException {
        CorruptDataException damage = null;
        try {
            Batch.Header header = reader.header(offset);
            if (header != null) {
                reader.verify(header, offset);
                return header;
            }
            if (offset + Format.BATCH_HEADER < segment.usedEnd(offset)) {
                damage = segment.corrupt(disk, offset, "there is no batch, but something follows it");
            }
        } catch (CorruptDataException e) {
            damage = e;
        }
        if (damage != null) {
            requireTorn(offset, damage);
        }
        cut(offset);
        return null;
    }

    private void requireTorn(long offset, CorruptDataException damage) throws IOException {
        if (offset < segment.clean(disk.boot())) {
            throw new CorruptDataException(
                    damage.getMessage() + "; the log was whole here when it was closed, so it was damaged later."
                            + REPAIR,
                    damage);
        }
        long proof = damageProof(segment, offset);
        if (proof != 0) {
            throw new CorruptDataException(
                    damage.getMessage() + "; whole batches follow, the first at byte " + proof + "." + REPAIR, damage);
        }
    }

    /**
     * Returns the offset of the first batch that proves an earlier place to be damaged and not torn: a batch of a
     * writer that does not sync, or one that was written when the place was on the disk. Returns 0 if there is none.
     */
    static long damageProof(Segment segment, long offset) throws IOException {
        for (long at = offset + Format.ALIGNMENT; at + Format.BATCH_HEADER <= segment.allocated(); ) {
            Batch.Header header = Batch.Header.find(segment, at);
            if (header != null && (!header.isSynced() || offset < header.synced())) {
                return at;
            }
            at += header == null ? Format.ALIGNMENT : header.length();
        }
        return 0;
    }

    private void cut(long offset) throws IOException {
        if (disk.isReadOnly()) {
            return;
        }
        long end = segment.usedEnd(offset);
        long cleared = Math.max(Format.aligned(end), offset + Format.BATCH_HEADER);
        segment.allocate(cleared);
        if (end > offset) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: cut {1} bytes at byte {2}, the end of a write that a crash interrupted",
                    disk.path().resolve(segment.fileName()),
                    Long.toString(end - offset),
                    Long.toString(offset));
            segment.clear(offset, cleared);
            // It may contain whole batches. A power cut would bring them back, after the next batch here.
            segment.file().sync();
        }
        segment.start(offset);
    }
}
