package io.partd.cli.shuffle;

import io.partd.Section;
import io.partd.Store;
import io.partd.file.FilePerKeyStore;
import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A file store whose keys are the partitions: {@code part-00000.csv}. */
final class DatasetLayout implements BytesLayout {

    private final RecordFormat format;

    /** Makes the layout, of partitions in that format. */
    DatasetLayout(RecordFormat format) {
        this.format = format;
    }

    @Override
    public Writing write(Path directory) throws IOException {
        Store store = FilePerKeyStore.open(directory);
        return new Writing() {
            @Override
            public void append(Map<String, List<ByteBuffer>> batch) throws IOException {
                store.appendBuffers(batch);
            }

            @Override
            public void close() throws IOException {
                store.close();
            }
        };
    }

    @Override
    public void requireOwn(Path directory) throws IOException {
        NumberedParts.requireOnly(directory);
    }

    @Override
    @SuppressWarnings("try")
    public void append(Path from, Path to) throws IOException {
        requireOwn(to);
        try (Store present = FilePerKeyStore.open(to);
                Section alone = present.lock()) {
            SortedSet<String> parts = parts(from);
            requireSameParts(parts, parts(to), to);
            Map<String, List<ByteBuffer>> batch = new HashMap<>();
            for (String key : parts) {
                Joint joint = joint(from.resolve(key), to.resolve(key));
                batch.put(key, new FilePieces(from.resolve(key), joint.skipped(), joint.lineEnd()));
            }
            present.appendBuffers(batch);
        }
    }

    /** Returns the partitions, those without a record included, which are no keys. */
    private static SortedSet<String> parts(Path directory) throws IOException {
        SortedSet<String> parts = new TreeSet<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.forEach(entry -> parts.add(entry.getFileName().toString()));
        }
        parts.remove(NumberedParts.LOCK);
        return parts;
    }

    private static void requireSameParts(SortedSet<String> added, SortedSet<String> present, Path to)
            throws IOException {
        if (!present.isEmpty() && !present.equals(added)) {
            throw new IOException(to + " has " + present.size() + " partitions up to " + present.last() + ", and "
                    + added.size() + " up to " + added.last() + " would be appended; use the same -n and --format");
        }
    }

    private Joint joint(Path from, Path to) throws IOException {
        long presentSize = Files.exists(to) ? Files.size(to) : 0;
        if (presentSize == 0) {
            return Joint.WITH_NOTHING;
        }
        try (InputStream added = Files.newInputStream(from);
                InputStream present = Files.newInputStream(to)) {
            HeaderLine header = HeaderLine.read(format, added, from.toString(), HeaderLine.LONGEST);
            HeaderLine presentHeader = header.readPresent(format, present, to.toString());
            return Joint.of(header, presentHeader, to.toString(), lastByte(to, presentSize));
        }
    }

    private static byte lastByte(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.read(last, size - 1);
            return last.get(0);
        }
    }
}
