package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the manifest, or rebuilds it from the headers of the segments. */
final class ManifestFinder {

    private final Disk disk;
    private final NavigableMap<Long, Segment.Header> headers = new TreeMap<>();

    /** The numbers of the files that are named as segments are, but have no header that can be read. */
    private final NavigableSet<Long> damaged = new TreeSet<>();

    /** Says that a header is of another version: so are all, or this one is damaged. */
    private Format.@Nullable OtherVersionException otherVersion;

    /**
     * What was found.
     *
     * @param manifest the manifest
     * @param fault why it had to be rebuilt; null if it could be read
     */
    record Found(Manifest manifest, @Nullable String fault) {}

    private ManifestFinder(Disk disk) {
        this.disk = disk;
    }

    /**
     * Finds the manifest. Rebuilds only a damaged one: what this process may not open, or cannot for want of
     * descriptors or memory, or what has another version, does not count as damage.
     *
     * @throws IOException if it cannot be read, and nothing says what was in it
     */
    static Found find(Disk disk) throws IOException {
        try {
            return new Found(Manifest.read(disk), null);
        } catch (NoSuchFileException e) {
            return found(disk, "it is missing", e);
        } catch (CorruptDataException | UnreadableException e) {
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

    /** Returns the highest number of a segment in the directory, of the log or not. */
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
                try (DiskFile file = disk.open(name)) {
                    Segment.Header header = Segment.header(file, name);
                    if (header.id() == id) {
                        headers.put(id, header);
                    }
                } catch (CorruptDataException | UnreadableException e) {
                    damaged.add(id);
                } catch (Format.OtherVersionException e) {
                    otherVersion = e;
                    damaged.add(id);
                }
            }
        }
    }

    /** Returns the segments that were appended to: the newest, and back from there. */
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
        // Nothing says what these are; they are most likely the ones that came last.
        ids.addAll(damaged.tailSet(newest.id(), false));
        return ids;
    }

    /** Returns the segment that is most likely the one before another, whose header cannot be read, or 0. */
    private long before(long id) {
        for (Map.Entry<Long, Segment.Header> entry :
                headers.headMap(id, false).descendingMap().entrySet()) {
            if (!entry.getValue().lineage().isCompacted()) {
                Long unread = damaged.lower(id);
                return unread == null ? entry.getKey() : Math.max(unread, entry.getKey());
            }
        }
        Long unread = damaged.lower(id);
        return unread == null ? 0 : unread;
    }
}
