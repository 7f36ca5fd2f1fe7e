package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the manifest, or rebuilds it from the headers of the segments. */
final class ManifestFinder {

    private final Disk disk;
    private final NavigableMap<Long, Segment.Header> headers = new TreeMap<>();

    /** The numbers of segments whose headers cannot be read. */
    private final NavigableSet<Long> damaged = new TreeSet<>();

    /** Says that a header has another version: all have, or this one is damaged. */
    private Format.@Nullable OtherVersionException otherVersion;

    /**
     * The manifest.
     *
     * @param fault why it had to be rebuilt; null if it could be read
     */
    record Found(Manifest manifest, @Nullable String fault) {}

    private ManifestFinder(Disk disk) {
        this.disk = disk;
    }

    /**
     * Finds the manifest. Rebuilds it only if it is missing or damaged, and not if it has another version, or cannot be
     * opened for lack of permission, descriptors or memory.
     *
     * @throws IOException if the manifest can be neither read nor rebuilt
     */
    static Found find(Disk disk) throws IOException {
        try {
            return new Found(Manifest.read(disk), null);
        } catch (NoSuchFileException e) {
            return found(disk, "it is missing", e);
        } catch (CorruptDataException | Disk.UnreadableException e) {
            return found(disk, "it is damaged", e);
        }
    }

    private static Found found(Disk disk, String fault, IOException cause) throws IOException {
        Manifest manifest = new ManifestFinder(disk).make();
        if (manifest == null) {
            throw cause;
        }
        return new Found(manifest, fault);
    }

    private @Nullable Manifest make() throws IOException {
        readHeaders();
        Segment.Header newest = null;
        for (Segment.Header header : headers.values()) {
            newest = header.lineage().isCompacted() ? newest : header;
        }
        if (newest == null && otherVersion != null) {
            throw otherVersion;
        }
        if (newest == null) {
            return null;
        }
        long salt = newest.salt();
        headers.values().removeIf(header -> header.salt() != salt);
        Manifest.Lineage lineage = newest.lineage();
        long firstCompacted = lineage.compacted();
        damaged.removeIf(id -> id >= firstCompacted && id < firstCompacted + lineage.compactedCount());
        List<Long> ids = appended(newest);
        for (int i = lineage.compactedCount() - 1; i >= 0; i--) {
            ids.add(0, (long) lineage.compacted() + i);
        }
        long epoch = lineage.epoch() + 1;
        return new Manifest(salt, epoch, epoch, highest(disk) + 1, ids);
    }

    /** Returns the highest number of a segment in the directory, even of one that is not the log's. */
    static long highest(Disk disk) throws IOException {
        long highest = 0;
        for (String name : disk.names()) {
            highest = Math.max(highest, Segment.id(name));
        }
        return highest;
    }

    private void readHeaders() throws IOException {
        for (String name : disk.names()) {
            long id = Segment.id(name);
            if (id > 0) {
                try (Disk.File file = disk.open(name)) {
                    Segment.Header header = Segment.header(file, name);
                    if (header.id() == id) {
                        headers.put(id, header);
                    }
                } catch (CorruptDataException | Disk.UnreadableException e) {
                    damaged.add(id);
                } catch (Format.OtherVersionException e) {
                    otherVersion = e;
                    damaged.add(id);
                }
            }
        }
    }

    /** Returns the segments that were not made by a compaction, by going back from the newest. */
    private List<Long> appended(Segment.Header newest) {
        List<Long> ids = new ArrayList<>(List.of(newest.id()));
        long first = newest.lineage().first();
        for (long id = newest.id(); id > first; ) {
            Segment.Header header = headers.get(id);
            id = header == null ? before(id) : header.lineage().previous();
            if (id >= first) {
                ids.add(0, id);
            }
        }
        // Unreadable segments with higher numbers are most likely the last ones.
        ids.addAll(damaged.tailSet(newest.id(), false));
        return ids;
    }

    /** Guesses the segment before one whose header cannot be read; returns 0 if there is none. */
    private long before(long id) {
        Long unread = damaged.lower(id);
        long before = unread == null ? 0 : unread;
        for (Segment.Header header : headers.headMap(id, false).values()) {
            before = header.lineage().isCompacted() ? before : Math.max(before, header.id());
        }
        return before;
    }
}
