package io.partd.log;

import io.partd.log.LogDamage.Kind;
import java.io.IOException;
import java.util.List;

/** Repairs what nothing was lost by, and where what is to stand there is known. */
final class Mending {

    private final Disk disk;
    private final Manifest manifest;

    Mending(Disk disk, Manifest manifest) {
        this.disk = disk;
        this.manifest = manifest;
    }

    /** Tells whether a damage can be repaired where it is, or repairs itself. */
    static boolean isInPlace(LogDamage damage) {
        return switch (damage.kind()) {
            case MANIFEST, SEGMENT_HEADER, TORN_END -> true;
            case CHECKPOINT -> damage.offset() < Format.SEGMENT_HEADER;
            case MISSING_SEGMENT, CUT_SEGMENT, BATCH, RECORD, LIST -> false;
        };
    }

    /**
     * Writes the manifest.
     *
     * @return the names of the files that were kept aside
     */
    List<String> replaceManifest() throws IOException {
        boolean present = disk.names().contains(Manifest.NAME);
        List<String> aside = present ? List.of(Aside.keep(disk, Manifest.NAME)) : List.of();
        disk.processes().setEpoch(0);
        manifest.write(disk, DiskFile::sync);
        disk.sync();
        disk.processes().setEpoch(manifest.epoch());
        return aside;
    }

    /** Repairs damages that can be repaired where they are. */
    void mend(List<LogDamage> damages) throws IOException {
        for (LogDamage damage : damages) {
            if (damage.kind() == Kind.SEGMENT_HEADER || damage.kind() == Kind.CHECKPOINT) {
                mend(Segment.id(damage.file()), damage.kind());
            }
        }
    }

    private void mend(long id, Kind kind) throws IOException {
        Segment segment = Segment.openAsItIs(disk, id, manifest.salt());
        try {
            if (kind == Kind.SEGMENT_HEADER) {
                segment.writeHeader(Lineage.of(manifest, id));
            }
            segment.clearDamagedMarks();
            segment.file().sync();
        } finally {
            segment.close();
        }
    }
}
