package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the last segment whole after a crash: finds where it ends, and clears what an append that did not come to its
 * end has left there, so that nothing is ever joined to it.
 *
 * <p>What is damaged is the torn end if nothing whole is behind it. It is also if what is behind it was written by
 * somebody who syncs, after the last time that he did, for he has not been told that it was stored. Anything else is
 * damage that must be looked at: to cut it off would lose what is behind it.
 *
 * <p>On a disk on which nothing can be changed it only finds the end.
 */
final class Recovery {

    private static final System.Logger LOG = System.getLogger("io.partd.log");
    private static final int BLOCK = 64 << 10;

    private final Disk disk;
    private boolean wholeBehind;

    Recovery(Disk disk) {
        this.disk = disk;
    }

    /** Returns the batch at an offset, compared with its checksums; null if the log ends there. */
    @Nullable
    BatchHeader next(Replay replay, Segment segment, long offset) throws IOException {
        try {
            BatchHeader header = replay.reader().header(offset);
            if (header != null) {
                replay.verify(header, offset);
                return header;
            }
        } catch (CorruptDataException e) {
            requireTorn(segment, offset, e);
            cut(segment, offset);
            return null;
        }
        if (offset + Format.BATCH_HEADER < used(segment, offset)) {
            requireTorn(segment, offset, segment.corrupt(disk, offset, "there is no batch, but something behind it"));
        }
        cut(segment, offset);
        return null;
    }

    private void requireTorn(Segment segment, long offset, CorruptDataException damage) throws IOException {
        String whole = " 'partd verify --repair' keeps what is whole.";
        if (offset < segment.clean(disk.boot())) {
            throw new CorruptDataException(
                    damage.getMessage() + "; the log was whole here when it was closed, so it was damaged later."
                            + whole,
                    damage);
        }
        long behind = 0;
        for (long at = offset + Format.ALIGNMENT; at + Format.BATCH_HEADER <= segment.allocated(); ) {
            BatchHeader header = header(segment, at);
            if (header == null) {
                at += Format.ALIGNMENT;
            } else {
                if (!header.isSynced() || offset < header.synced()) {
                    behind = at;
                    break;
                }
                wholeBehind = true;
                at += header.length();
            }
        }
        if (behind != 0) {
            throw new CorruptDataException(
                    damage.getMessage() + "; there are whole batches behind it, the first at byte " + behind + "."
                            + whole,
                    damage);
        }
    }

    private static @Nullable BatchHeader header(Segment segment, long at) throws IOException {
        long length = segment.file().published(at);
        return length == 0
                ? null
                : BatchHeader.read(segment.file(), at, length, segment.allocated() - at, segment.salt());
    }

    private void cut(Segment segment, long offset) throws IOException {
        if (disk.isReadOnly()) {
            return;
        }
        long end = used(segment, offset);
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
            if (wholeBehind) {
                // They would be there again after a power cut, behind what is written here next.
                segment.file().sync();
            }
        }
        segment.start(offset);
    }

    /** Returns the end of the last byte from an offset on that is not 0. */
    private static long used(Segment segment, long offset) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long end = segment.allocated(); end > offset; ) {
            int count = (int) Math.min(block.length, end - offset);
            segment.file().read(end - count, block, 0, count);
            for (int i = count - 1; i >= 0; i--) {
                if (block[i] != 0) {
                    return end - count + i + 1;
                }
            }
            end -= count;
        }
        return offset;
    }
}
