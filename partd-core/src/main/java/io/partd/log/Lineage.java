package io.partd.log;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What stands in a segment's header about the others, so that the manifest can be made anew from the headers. The
 * number of a segment that was appended to says which ones were the log when it was added; one that was made by a
 * compaction says nothing, and counts if another one names it.
 *
 * <pre>
 * offset  bytes
 *     40      4  number of the segment that was appended to before, 0 if there was none
 *     44      4  number of the first segment that counts and was appended to; 0 in one made by a compaction
 *     48      4  number of the first of the compacted segments that are read before that one, 0 if there are none
 *     52      4  number of these, which are numbered one after the other
 *     56      8  epoch of the manifest that the segment came with
 * </pre>
 *
 * @param previous the number of the segment that was appended to before, or 0
 * @param first the number of the first segment that counts and was appended to, or 0
 * @param compacted the number of the first compacted segment, or 0
 * @param compactedCount how many of these there are
 * @param epoch the epoch of the manifest
 */
record Lineage(int previous, int first, int compacted, int compactedCount, long epoch) {

    private static final int OFFSET = 40;

    /** Returns that of the last segment of a manifest. */
    static Lineage of(Manifest manifest) {
        List<Long> ids = manifest.segments();
        // Compaction numbers its segments after the one that was appended to when it began, which is read behind them.
        int appended = ids.size() - 1;
        while (appended > 0 && ids.get(appended - 1) < ids.get(appended)) {
            appended--;
        }
        int last = ids.size() - 1;
        return new Lineage(
                appended == last ? 0 : number(ids.get(last - 1)),
                number(ids.get(appended)),
                appended == 0 ? 0 : number(ids.get(0)),
                appended,
                manifest.epoch());
    }

    /** Returns that of a segment that a compaction makes. */
    static Lineage compacted(Manifest manifest) {
        return new Lineage(0, 0, 0, 0, manifest.epoch());
    }

    /** Returns that of a segment of a manifest. */
    static Lineage of(Manifest manifest, long id) {
        int place = manifest.segments().indexOf(id);
        boolean compacted = place < of(manifest).compactedCount;
        return compacted
                ? compacted(manifest)
                : of(new Manifest(
                        manifest.salt(),
                        manifest.epoch(),
                        manifest.replaced(),
                        manifest.next(),
                        manifest.segments().subList(0, place + 1)));
    }

    private static int number(long id) {
        return Math.toIntExact(id);
    }

    /** Tells whether the segment was made by a compaction. */
    boolean isCompacted() {
        return first == 0;
    }

    /** Writes the numbers to a header. */
    void encode(ByteBuffer header) {
        header.putInt(OFFSET, previous)
                .putInt(OFFSET + 4, first)
                .putInt(OFFSET + 8, compacted)
                .putInt(OFFSET + 12, compactedCount)
                .putLong(OFFSET + 16, epoch);
    }

    /** Reads the numbers from a header. */
    static Lineage decode(ByteBuffer header) {
        return new Lineage(
                header.getInt(OFFSET),
                header.getInt(OFFSET + 4),
                header.getInt(OFFSET + 8),
                header.getInt(OFFSET + 12),
                header.getLong(OFFSET + 16));
    }
}
