package io.partd.cli.shuffle;

import io.partd.Durability;
import io.partd.Section;
import io.partd.Store;
import io.partd.log.LogStore;
import io.partd.shuffle.HeaderLine;
import io.partd.shuffle.Joint;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.Source;
import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log whose keys are the partitions. */
final class LogLayout implements Layout {

    private static final int PIECE = 8 << 20;

    private final RecordFormat format;
    private final Partitioning partitioning;
    private final FileContents contents;
    private final Durability durability;

    /** Makes the layout, of partitions in that format. */
    LogLayout(RecordFormat format, Partitioning partitioning, FileContents contents, Durability durability) {
        this.format = format;
        this.partitioning = partitioning;
        this.contents = contents;
        this.durability = durability;
    }

    @Override
    public Writing write(Path directory) throws IOException {
        return Writing.of(open(directory));
    }

    private Store open(Path directory) throws IOException {
        return LogStore.open(directory, durability == Durability.NEVER ? Durability.NEVER : Durability.FLUSH);
    }

    @Override
    public void requireOwn(Path directory) throws IOException {
        if (!LogStore.isLog(directory)) {
            throw new IOException(directory + " is not a log; choose another directory");
        }
        try (Store present = LogStore.openReadOnly(directory)) {
            new PresentParts(present, format, partitioning).requireOwn();
        }
    }

    @Override
    public void requireSame(Path directory) throws IOException {
        try (Store present = LogStore.openReadOnly(directory)) {
            PresentParts.requireSame(present, partitioning);
        }
    }

    @Override
    public @Nullable List<byte[]> bounds(Path directory) throws IOException {
        if (!partitioning.hasBounds()) {
            return null;
        }
        try (Store present = LogStore.openReadOnly(directory)) {
            return StoreProperties.bounds(present);
        }
    }

    @Override
    public List<Stored> remember(Path directory, Rows rows) throws IOException {
        try (Store written = open(directory)) {
            StoreProperties.remember(written, partitioning(written), rows.bounds());
            return stored(written);
        }
    }

    private Partitioning partitioning(Store parts) throws IOException {
        if (parts.keys().isEmpty()) {
            return partitioning;
        }
        String key = parts.keys().first();
        return partitioning.named(contents, Source.of(key, () -> Channels.newChannel(parts.open(key))));
    }

    private static List<Stored> stored(Store store) throws IOException {
        List<Stored> stored = new ArrayList<>();
        for (String key : store.keys()) {
            stored.add(new Stored(key, key, store.size(key)));
        }
        return stored;
    }

    @Override
    public boolean worksInPlace() {
        return false;
    }

    /** Adds partition by partition, in a section, so that others see all of it at once. */
    @Override
    @SuppressWarnings("try") // the section is held, not used
    public List<Stored> change(Path to, TemporaryDirectory from, OutputDirectory.Existing existing, Rows rows)
            throws IOException {
        requireOwn(to);
        try (Store added = LogStore.open(from.path());
                Store present = LogStore.open(to, durability);
                Section alone = present.lock()) {
            new PresentParts(present, format, partitioning(added)).requireSame(added.keys());
            Map<String, Joint> joints = new LinkedHashMap<>();
            for (String key : added.keys()) {
                try (InputStream in = added.open(key)) {
                    HeaderLine header = HeaderLine.read(format, in, key, HeaderLine.LONGEST);
                    joints.put(key, Joint.of(format, header, present, key));
                }
            }
            for (Map.Entry<String, Joint> joint : joints.entrySet()) {
                try (InputStream in = added.open(joint.getKey())) {
                    append(present, joint.getKey(), joint.getValue(), in);
                }
            }
            present.flush();
            return stored(added);
        }
    }

    private static void append(Store present, String key, Joint joint, InputStream rows) throws IOException {
        rows.skipNBytes(joint.skipped());
        byte[] piece = rows.readNBytes(PIECE);
        if (piece.length > 0) {
            present.append(key, joint.lineEnd().getBytes(StandardCharsets.US_ASCII));
        }
        while (piece.length > 0) {
            present.append(key, piece);
            piece = rows.readNBytes(PIECE);
        }
    }
}
