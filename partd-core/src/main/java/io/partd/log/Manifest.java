package io.partd.log;

import io.partd.CorruptDataException;
import io.partd.internal.IoConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The segments of the log in the order in which they are read: a small text file that is always replaced as a whole.
 *
 * <pre>
 * partd-log 1
 * salt 5c1d08e3a94b7f26
 * epoch 7
 * replaced 5
 * next 15
 * segments 12 13 14
 * checksum 90a3c1f2
 * </pre>
 *
 * Each entry of the metadata is a line before the checksum: {@code metadata codecs 7a6c6962}.
 *
 * @param salt a random number that the log's checksums contain
 * @param epoch the number of the manifest
 * @param replaced the epoch in which segments were last replaced, rather than added
 * @param next the number of the next segment; no number is used twice
 * @param segments the numbers of the segments
 */
record Manifest(
        long salt, long epoch, long replaced, long next, List<Long> segments, SortedMap<String, byte[]> metadata) {

    static final String NAME = "partd-log";
    static final String NEW = NAME + ".new";
    private static final int MAX_LENGTH = 16 << 20;
    private static final int MAX_METADATA = 1 << 20;
    private static final int FIRST_METADATA = 6;
    private static final String METADATA = "metadata";
    private static final HexFormat HEX = HexFormat.of();

    Manifest {
        segments = List.copyOf(segments);
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /** Makes a manifest without metadata. */
    Manifest(long salt, long epoch, long replaced, long next, List<Long> segments) {
        this(salt, epoch, replaced, next, segments, new TreeMap<>());
    }

    /** Returns the number of the active segment. */
    long last() {
        return segments.get(segments.size() - 1);
    }

    /**
     * Returns the next manifest, with one more segment.
     *
     * @param reserved the number of segment numbers after it to reserve
     */
    Manifest extended(long reserved) {
        List<Long> longer = new ArrayList<>(segments);
        longer.add(next);
        return new Manifest(salt, epoch + 1, replaced, next + 1 + reserved, longer, metadata);
    }

    /**
     * Returns the next manifest, with other segments.
     *
     * @param others the numbers of these segments, some of which may be new
     */
    Manifest replacedBy(List<Long> others) {
        long following =
                Math.max(next, 1 + others.stream().mapToLong(id -> id).max().orElse(0));
        return new Manifest(salt, epoch + 1, epoch + 1, following, others, metadata);
    }

    /**
     * Returns the next manifest, with one more entry of metadata.
     *
     * @throws IOException if the metadata would be longer than a log can have
     */
    Manifest describedBy(String name, byte[] value) throws IOException {
        SortedMap<String, byte[]> more = new TreeMap<>(metadata);
        more.put(name, value.clone());
        long length = more.values().stream().mapToLong(bytes -> bytes.length).sum();
        if (length > MAX_METADATA) {
            throw new IOException("metadata '" + name + "' of " + value.length + " bytes would make " + length
                    + " bytes of metadata in all; a log keeps up to " + MAX_METADATA);
        }
        return new Manifest(salt, epoch + 1, replaced, next, segments, more);
    }

    Manifest withoutMetadata() {
        return new Manifest(salt, epoch, replaced, next, segments);
    }

    /**
     * Writes the manifest and replaces the present one. Does not sync its name.
     *
     * @param sync syncs the file before it gets its name, or does nothing
     */
    void write(Disk disk, IoConsumer<Disk.File> sync) throws IOException {
        byte[] bytes = (body() + "checksum " + checksum(body()) + "\n").getBytes(StandardCharsets.US_ASCII);
        disk.remove(NEW);
        try (Disk.File file = disk.create(NEW)) {
            file.allocate(bytes.length);
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes);
            file.write(0, buffer, 0, bytes.length);
            sync.accept(file);
        }
        disk.rename(NEW, NAME);
    }

    private String body() {
        StringBuilder text = new StringBuilder();
        text.append("partd-log ").append(Format.VERSION).append('\n');
        text.append("salt ").append(String.format("%016x", salt)).append('\n');
        text.append("epoch ").append(epoch).append('\n');
        text.append("replaced ").append(replaced).append('\n');
        text.append("next ").append(next).append('\n');
        text.append("segments");
        segments.forEach(id -> text.append(' ').append(id));
        text.append('\n');
        metadata.forEach((name, value) -> text.append(METADATA)
                .append(' ')
                .append(name)
                .append(' ')
                .append(HEX.formatHex(value))
                .append('\n'));
        return text.toString();
    }

    private static String checksum(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        return String.format("%08x", Format.checksum(bytes, 0, bytes.length));
    }

    static Manifest read(Disk disk) throws IOException {
        String where = disk.path().resolve(NAME).toString();
        String text;
        try (Disk.File file = disk.open(NAME)) {
            long length = file.length();
            if (length > MAX_LENGTH) {
                throw new CorruptDataException(where + " has " + length + " bytes, too many for a log's manifest");
            }
            byte[] bytes = new byte[(int) length];
            if (length > 0) {
                file.read(0, bytes, 0, bytes.length);
            }
            text = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return parse(text, where);
    }

    private static Manifest parse(String text, String where) throws IOException {
        String[] lines = text.split("\n", -1);
        if (!lines[0].matches("partd-log \\d{1,9}")) {
            throw new CorruptDataException(
                    where + " does not begin as the manifest of a log does, 'partd-log " + Format.VERSION + "'");
        }
        int version = Integer.parseInt(lines[0].substring(lines[0].indexOf(' ') + 1));
        if (version != Format.VERSION) {
            throw new Format.OtherVersionException(where, version);
        }
        int end = text.lastIndexOf("checksum ");
        if (end < 0 || !text.equals(text.substring(0, end) + "checksum " + checksum(text.substring(0, end)) + "\n")) {
            throw new CorruptDataException(where + " is damaged: its checksum does not match");
        }
        List<Long> segments = new ArrayList<>();
        for (String id : value(lines[5], "segments").split(" ")) {
            segments.add(Long.parseLong(id));
        }
        SortedMap<String, byte[]> metadata = new TreeMap<>();
        for (int i = FIRST_METADATA; lines[i].startsWith(METADATA); i++) {
            String[] entry = value(lines[i], METADATA).split(" ");
            metadata.put(entry[0], HEX.parseHex(entry[1]));
        }
        return new Manifest(
                Long.parseUnsignedLong(value(lines[1], "salt"), 16),
                Long.parseLong(value(lines[2], "epoch")),
                Long.parseLong(value(lines[3], "replaced")),
                Long.parseLong(value(lines[4], "next")),
                segments,
                metadata);
    }

    private static String value(String line, String name) {
        return line.substring(name.length() + 1);
    }

    /**
     * The part of a segment's header from which the manifest can be rebuilt: the segments of the log when this one was
     * added. The header of a segment that a compaction made has none, and belongs to the log if another segment names
     * it.
     *
     * <pre>
     * offset  bytes
     *     40      4  number of the active segment before, or 0
     *     44      4  number of the first segment of the log not made by a compaction; 0 in one made by a compaction
     *     48      4  number of the first segment made by a compaction, which are read before the others; or 0
     *     52      4  how many segments a compaction made; their numbers follow one another
     *     56      8  epoch of the manifest to which the segment was added
     * </pre>
     *
     * @param previous the number of the active segment before, or 0
     * @param first the number of the first segment not made by a compaction, or 0
     * @param compacted the number of the first segment made by a compaction, or 0
     * @param compactedCount how many segments a compaction made
     */
    record Lineage(int previous, int first, int compacted, int compactedCount, long epoch) {

        private static final int OFFSET = 40;

        /** Returns the lineage of the last segment of a manifest. */
        static Lineage of(Manifest manifest) {
            return of(manifest.segments(), manifest.epoch());
        }

        private static Lineage of(List<Long> ids, long epoch) {
            // A compaction's segments have higher numbers than the segment that was active when it began, which is read
            // after them.
            int last = ids.size() - 1;
            int appended = last;
            while (appended > 0 && ids.get(appended - 1) < ids.get(appended)) {
                appended--;
            }
            return new Lineage(
                    appended == last ? 0 : number(ids.get(last - 1)),
                    number(ids.get(appended)),
                    appended == 0 ? 0 : number(ids.get(0)),
                    appended,
                    epoch);
        }

        /** Returns the lineage of a segment that a compaction makes. */
        static Lineage compacted(Manifest manifest) {
            return new Lineage(0, 0, 0, 0, manifest.epoch());
        }

        /** Returns the lineage of any segment of a manifest. */
        static Lineage of(Manifest manifest, long id) {
            int place = manifest.segments().indexOf(id);
            return place < of(manifest).compactedCount
                    ? compacted(manifest)
                    : of(manifest.segments().subList(0, place + 1), manifest.epoch());
        }

        private static int number(long id) {
            return Math.toIntExact(id);
        }

        boolean isCompacted() {
            return first == 0;
        }

        void encode(ByteBuffer header) {
            header.putInt(OFFSET, previous)
                    .putInt(OFFSET + 4, first)
                    .putInt(OFFSET + 8, compacted)
                    .putInt(OFFSET + 12, compactedCount)
                    .putLong(OFFSET + 16, epoch);
        }

        static Lineage decode(ByteBuffer header) {
            return new Lineage(
                    header.getInt(OFFSET),
                    header.getInt(OFFSET + 4),
                    header.getInt(OFFSET + 8),
                    header.getInt(OFFSET + 12),
                    header.getLong(OFFSET + 16));
        }
    }
}
