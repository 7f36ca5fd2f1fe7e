package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of the last segment after a crash, and clears what an incomplete write has left there, so that no later
 * batch joins it.
 *
 * <p>Damage counts as a torn write if no valid batch follows it. It also does if every batch that follows it is of a
 * writer that syncs, and was written since its last sync: the writer has not been told that they are stored. Any other
 * damage is an error: to cut it off would lose the batches that follow it.
 *
 * <p>On a disk on which nothing can be changed, this class only finds the end.
 */
final class Recovery {

    private static final System.Logger LOG = System.getLogger("io.partd.log");
    private static final String REPAIR = " 'partd verify --repair' keeps what is whole.";

    private final Disk disk;
    private final Segment segment;
    private final BatchReader reader;

    Recovery(Disk disk, Segment segment, BatchReader reader) {
        this.disk = disk;
        this.segment = segment;
        this.reader = reader;
    }

    /** Returns the batch at an offset, all of whose checksums fit; null if the log ends there. */
    @Nullable
    BatchHeader next(long offset) throws IOException {
        CorruptDataException damage = null;
        try {
            BatchHeader header = reader.header(offset);
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
     * Returns the offset of the first batch that proves that a place before it is damaged and not torn: a batch of a
     * writer that does not sync, or one that was written when the place was on the disk. 0 if there is none.
     */
    static long damageProof(Segment segment, long offset) throws IOException {
        for (long at = offset + Format.ALIGNMENT; at + Format.BATCH_HEADER <= segment.allocated(); ) {
            BatchHeader header = BatchHeader.find(segment, at);
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
            // Whole batches may be among it. A power cut would bring them back, after the batch that comes next here.
            segment.file().sync();
        }
        segment.start(offset);
    }
}
