package io.partd.log;

import io.partd.Durability;
import io.partd.Metadata;
import io.partd.OutcomeUnknownException;
import io.partd.StoreMetrics;
import io.partd.StoreMetrics.Operation;
import io.partd.internal.IoConsumer;
import io.partd.internal.Keys;
import io.partd.internal.Meter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations of an open log, one for all handles of this JVM. {@link LogLocks} says which exclude each other. */
final class Log {

    /** A larger log is replaced by an empty one when its last key is deleted. */
    private static final long SMALL = 1 << 20;

    /**
     * The sizes that a log is written with. Tests make them small.
     *
     * @param segmentBytes the size at which the active segment ends
     * @param mostRecent the number of records that the index keeps before it writes them to the log as lists
     */
    record Options(long segmentBytes, int mostRecent) {

        static final Options STANDARD = new Options(256L << 20, 1 << 19);
    }

    private final Disk disk;
    private final Options options;
    private final LogView view;
    private final GroupCommit commit;
    private final ManifestWriter manifests;
    private final LogWriter writer;
    private final LogLocks locks;
    private final BatchBuilder.Pool builders = new BatchBuilder.Pool();
    private final AtomicLong drops = new AtomicLong();
    private final Meter.Group meters;

    private Log(Disk disk, ReentrantLock writers, LogView view, Options options) {
        this.disk = disk;
        this.options = options;
        this.view = view;
        ReentrantLock state = new ReentrantLock();
        meters = new Meter.Group(
                "log",
                "Log(" + disk.path() + ")",
                Operation.APPEND,
                Operation.READ,
                Operation.SYNC,
                Operation.COMPACTION);
        commit = new GroupCommit(disk, meters.of(Operation.SYNC));
        manifests = new ManifestWriter(disk, view, state, commit, options);
        writer = new LogWriter(disk, view, state, commit, manifests, options);
        locks = new LogLocks(disk, writers, state, view, writer);
    }

    /**
     * Opens the log on a disk, or makes one. Closes the disk if that fails.
     *
     * @param writers the lock that the disk's processes know
     * @param synced whether to sync a new log
     */
    static Log open(Disk disk, ReentrantLock writers, Options options, boolean synced) throws IOException {
        Processes processes = disk.processes();
        writers.lock();
        try {
            processes.acquire();
            boolean alone = processes.isAlone();
            processes.announce();
            Set<String> names = disk.names();
            if (!names.contains(Manifest.NAME)) {
                ManifestWriter.makeLog(disk, names, options, synced);
            }
            LogView view = LogView.open(disk, alone);
            if (alone) {
                removeStrangers(disk, names, view.manifest());
            }
            processes.setEpoch(view.manifest().epoch());
            return new Log(disk, writers, view, options);
        } catch (Throwable e) {
            disk.close();
            throw e;
        } finally {
            processes.unlock();
            writers.unlock();
        }
    }

    /**
     * Opens the log on a read-only disk. Closes the disk if that fails.
     *
     * @param writers a lock that nobody holds
     * @throws NoSuchFileException if there is no log
     */
    static Log openReadOnly(Disk disk, ReentrantLock writers, Options options) throws IOException {
        try {
            Set<String> names = disk.names();
            if (!names.contains(Manifest.NAME)) {
                ManifestWriter.requireNoLog(disk, names);
                throw new NoSuchFileException(disk.path().toString(), null, "there is no log here");
            }
            return new Log(disk, writers, LogView.openReadOnly(disk), options);
        } catch (Throwable e) {
            disk.close();
            throw e;
        }
    }

    /** Removes files that a crash left and that do not belong to the log. */
    private static void removeStrangers(Disk disk, Set<String> names, Manifest manifest) throws IOException {
        for (String name : names) {
            boolean ours = manifest.segments().stream().map(Segment::name).anyMatch(name::equals);
            if (!ours && (Segment.isName(name) || name.equals(Manifest.NEW))) {
                disk.remove(name);
            }
        }
    }

    boolean isReadOnly() {
        return disk.isReadOnly();
    }

    LogLocks locks() {
        return locks;
    }

    StoreMetrics metrics() {
        return meters.metrics(0, 0);
    }

    /** Marks all later batches as those of a process that syncs. */
    void countSynced() {
        locks.lock();
        try {
            commit.countSynced();
        } finally {
            locks.unlock();
        }
    }

    void append(LogLocks.Handle handle, IoConsumer<BatchBuilder> filling) throws IOException {
        locks.requireWritable(handle);
        meters.of(Operation.APPEND).record(() -> write(handle, filling), Long::longValue);
    }

    /** Writes a batch; returns the bytes of its values. */
    private long write(LogLocks.Handle handle, IoConsumer<BatchBuilder> filling) throws IOException {
        BatchBuilder builder = builders.borrow();
        try {
            filling.accept(builder);
            builder.prepare(view.index());
            if (!builder.isEmpty()) {
                change(handle, () -> {
                    agreeOnCodecs(handle);
                    return write(handle, builder);
                });
            }
            return builder.valueBytes();
        } finally {
            builders.giveBack(builder);
        }
    }

    /** Returns the number of drops that this process has begun. */
    long drops() {
        return drops.get();
    }

    /** Checks a handle's codecs, so that it can append. */
    void claim(LogLocks.Handle handle) throws IOException {
        locks.write(handle, () -> agreeOnCodecs(handle));
    }

    /** Checks a handle's codecs; a log without values remembers them. Needs the writer lock. */
    private void agreeOnCodecs(LogLocks.Handle handle) throws IOException {
        Map<String, byte[]> metadata = view.manifest().metadata();
        handle.codecs().require(metadata, this);
        if (view.index().keys() == 0) {
            Optional<byte[]> codecs = handle.codecs().toRemember(metadata);
            if (codecs.isPresent()) {
                commit.requireTrusted();
                describe(Metadata.CODECS, codecs.get());
            }
        }
    }

    private void describe(String name, byte[] value) throws IOException {
        try {
            manifests.describe(view.manifest().describedBy(name, value));
        } catch (OutcomeUnknownException e) {
            // The values are the same with the entry and without it, so the caller's change had no effect.
            throw new IOException(e.getMessage(), e.getCause());
        }
    }

    SortedMap<String, byte[]> metadata(LogLocks.Handle handle) throws IOException {
        return locks.read(handle, () -> view.manifest().metadata());
    }

    boolean putIfAbsent(LogLocks.Handle handle, String name, byte[] value) throws IOException {
        return locks.write(handle, () -> {
            if (view.manifest().metadata().containsKey(name)) {
                return false;
            }
            commit.requireTrusted();
            manifests.describe(view.manifest().describedBy(name, value));
            return true;
        });
    }

    /** A change of the log. */
    @FunctionalInterface
    private interface Change {

        /** Returns the mark to wait for; null for none. */
        GroupCommit.@Nullable Mark run() throws IOException;
    }

    /** Changes the log, and then waits for the change's mark without a lock. */
    private void change(LogLocks.Handle handle, Change change) throws IOException {
        GroupCommit.Mark mark;
        locks.enterWrite(handle);
        try {
            mark = change.run();
        } finally {
            locks.exitWrite();
        }
        commit.confirm(mark);
    }

    /** Writes a batch; returns the mark to wait for, or null. */
    private GroupCommit.@Nullable Mark write(LogLocks.Handle handle, BatchBuilder builder) throws IOException {
        commit.requireTrusted();
        writer.write(builder);
        try {
            return handle.durability() == Durability.BATCH ? view.mark() : null;
        } catch (Error e) {
            throw commit.unconfirmed(e);
        }
    }

    boolean iset(LogLocks.Handle handle, String key, byte[] value) throws IOException {
        BatchBuilder builder = builders.borrow();
        try {
            builder.append(key, value);
            builder.prepare(view.index());
            AtomicBoolean added = new AtomicBoolean();
            change(handle, () -> {
                if (builder.isEmpty()) {
                    return null;
                }
                agreeOnCodecs(handle);
                if (view.index().find(key) != null) {
                    return null;
                }
                GroupCommit.Mark mark = write(handle, builder);
                added.set(true);
                return mark;
            });
            return added.get();
        } finally {
            builders.giveBack(builder);
        }
    }

    void delete(LogLocks.Handle handle, Collection<String> keys) throws IOException {
        change(handle, () -> deleteNow(handle, keys));
    }

    private GroupCommit.@Nullable Mark deleteNow(LogLocks.Handle handle, Collection<String> keys) throws IOException {
        Set<String> present = new LinkedHashSet<>(keys);
        present.removeIf(key -> view.index().find(key) == null);
        if (present.isEmpty()) {
            return null;
        }
        if (present.size() == view.index().keys() && isLarge()) {
            commit.requireTrusted();
            writer.empty(view.manifest());
            return null;
        }
        BatchBuilder builder = builders.borrow();
        try {
            present.forEach(builder::delete);
            builder.prepare(view.index());
            return write(handle, builder);
        } finally {
            builders.giveBack(builder);
        }
    }

    private boolean isLarge() {
        return view.manifest().segments().size() > 1 || view.tail() > SMALL;
    }

    List<byte[]> pop(LogLocks.Handle handle, List<String> keys) throws IOException {
        List<byte[]> values = new ArrayList<>(keys.size());
        change(handle, () -> {
            values.addAll(get(handle, keys, key -> 0));
            return deleteNow(handle, keys);
        });
        return values;
    }

    /** Returns values as of one moment, each in an array that ends with room. */
    List<byte[]> get(LogLocks.Handle handle, List<String> keys, ToLongFunction<String> room) throws IOException {
        return meters.of(Operation.READ).values(() -> readAll(handle, keys, room));
    }

    private List<byte[]> readAll(LogLocks.Handle handle, List<String> keys, ToLongFunction<String> room)
            throws IOException {
        List<Index.Location> locations = new ArrayList<>(keys.size());
        SegmentSet segments = locks.read(handle, () -> {
            handle.codecs().require(view.manifest().metadata(), this);
            for (String key : keys) {
                locations.add(view.index().locate(key));
            }
            return view.segments().retain();
        });
        try {
            List<byte[]> values = new ArrayList<>(keys.size());
            for (int i = 0; i < keys.size(); i++) {
                long more = room.applyAsLong(keys.get(i));
                values.add(ValueReader.readAll(disk, segments, locations.get(i), more));
            }
            return values;
        } finally {
            segments.release();
        }
    }

    /** The place of a value at one moment, and the segments then, retained. */
    private record Snapshot(Index.Location location, SegmentSet segments) {}

    private Snapshot snapshot(LogLocks.Handle handle, String key) throws IOException {
        return locks.read(handle, () -> {
            handle.codecs().require(view.manifest().metadata(), this);
            return new Snapshot(view.index().locate(key), view.segments().retain());
        });
    }

    InputStream open(LogLocks.Handle handle, String key) throws IOException {
        return meters.of(Operation.READ).stream(() -> openStream(handle, key));
    }

    private InputStream openStream(LogLocks.Handle handle, String key) throws IOException {
        Snapshot snapshot = snapshot(handle, key);
        try {
            ValueReader reader = new ValueReader(disk, snapshot.segments(), snapshot.location());
            return new LogInputStream(reader, snapshot.segments());
        } catch (Throwable e) {
            snapshot.segments().release();
            throw e;
        }
    }

    void read(LogLocks.Handle handle, String key, LentBytes.Consumer consumer) throws IOException {
        Snapshot snapshot = snapshot(handle, key);
        try {
            new ValueReader(disk, snapshot.segments(), snapshot.location()).lendAll(consumer);
        } finally {
            snapshot.segments().release();
        }
    }

    SortedSet<String> keys(LogLocks.Handle handle) throws IOException {
        List<String> keys = locks.read(
                handle,
                () -> view.index().entries().stream().map(Index.Entry::key).toList());
        return new TreeSet<>(keys);
    }

    Stream<String> keys(LogLocks.Handle handle, String prefix) throws IOException {
        return locks.read(
                handle, () -> Keys.sorted(view.index().entries().stream().map(Index.Entry::key), prefix));
    }

    long size(LogLocks.Handle handle, String key) throws IOException {
        return locks.read(handle, () -> view.index().locate(key).size());
    }

    /** Empties the log and its metadata. */
    void drop(LogLocks.Handle handle) throws IOException {
        locks.write(handle, () -> {
            commit.requireTrusted();
            drops.incrementAndGet();
            writer.empty(view.manifest().withoutMetadata());
        });
    }

    void compact(LogLocks.Handle handle) throws IOException {
        Compaction compaction = locks.write(handle, () -> {
            commit.requireTrusted();
            long reserved = Compaction.segments(view.index(), options);
            writer.rotate(0, reserved);
            return new Compaction(disk, options, view, commit, view.manifest().next() - reserved);
        });
        try (Meter.Span span = meters.of(Operation.COMPACTION).span()) {
            compaction.write(handle);
            locks.write(handle, () -> {
                commit.requireTrusted();
                if (compaction.isValidFor(view)) {
                    compaction.commit(view, writer, manifests);
                }
            });
            span.done(compaction.valueBytes());
        } finally {
            compaction.close(manifests);
        }
    }

    /** Syncs all earlier batches. */
    void sync(LogLocks.Handle handle) throws IOException {
        handle.requireOpen();
        try {
            commit.requireTrusted();
        } catch (IOException e) {
            throw commit.unconfirmed(e);
        }
        commit.confirm(locks.read(handle, view::mark));
    }

    /** Closes the log. Needs the lock. */
    void close() throws IOException {
        try {
            if (!disk.isReadOnly() && locks.tryEnterWrite()) {
                commit.requireTrusted();
                writer.close(disk.processes().isAlone());
            }
        } finally {
            view.close();
            disk.close();
        }
    }

    @Override
    public String toString() {
        return "the log in " + disk.path();
    }
}
