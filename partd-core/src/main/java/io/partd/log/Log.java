package io.partd.log;

import io.partd.Durability;
import io.partd.Metadata;
import io.partd.OutcomeUnknownException;
import io.partd.internal.Bytes;
import io.partd.internal.Keys;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations of an open log, one object for all handles of this JVM. {@link LogLocks} says who may do it when. */
final class Log {

    /** What a log may take on the disk without being replaced by an empty one when its last key goes. */
    private static final long SMALL = 1 << 20;

    /** Says what a batch is to hold. */
    @FunctionalInterface
    interface Filling {
        void fill(BatchBuilder builder) throws IOException;
    }

    private final Disk disk;
    private final LogOptions options;
    private final LogView view;
    private final GroupCommit commit;
    private final ManifestWriter manifests;
    private final LogWriter writer;
    private final LogLocks locks;
    private final BatchBuilder.Pool builders = new BatchBuilder.Pool();
    private final AtomicLong drops = new AtomicLong();

    private Log(Disk disk, ReentrantLock writers, LogView view, LogOptions options) {
        this.disk = disk;
        this.options = options;
        this.view = view;
        ReentrantLock state = new ReentrantLock();
        commit = new GroupCommit(disk);
        manifests = new ManifestWriter(disk, view, state, commit, options);
        writer = new LogWriter(disk, view, state, commit, manifests, options);
        locks = new LogLocks(disk, writers, state, view, writer);
    }

    /**
     * Opens the log on a disk, making it if there is none.
     *
     * @param writers the lock that the disk's processes know of
     * @param synced whether a log that is made is to be on the disk before anything is stored in it
     */
    static Log open(Disk disk, ReentrantLock writers, LogOptions options, boolean synced) throws IOException {
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
        } finally {
            processes.unlock();
            writers.unlock();
        }
    }

    /**
     * Opens the log on a disk on which nothing can be changed.
     *
     * @param writers a lock that nobody holds
     * @throws NoSuchFileException if there is none
     */
    static Log openReadOnly(Disk disk, ReentrantLock writers, LogOptions options) throws IOException {
        Set<String> names = disk.names();
        if (!names.contains(Manifest.NAME)) {
            ManifestWriter.requireNoLog(disk, names);
            throw new NoSuchFileException(disk.path().toString(), null, "there is no log here");
        }
        return new Log(disk, writers, LogView.openReadOnly(disk), options);
    }

    /** Removes what crashes have left: files that look like the log's but are not. */
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

    /** Has all that is written from now on count as that of somebody who syncs. */
    void countSynced() {
        locks.lock();
        try {
            commit.countSynced();
        } finally {
            locks.unlock();
        }
    }

    /** Appends a batch. */
    void append(LogLocks.Handle handle, Durability durability, Filling filling) throws IOException {
        handle.requireAllowed();
        BatchBuilder builder = builders.borrow();
        try {
            filling.fill(builder);
            builder.prepare(view.index());
            if (!builder.isEmpty()) {
                change(handle, () -> {
                    agreeOnCodecs(handle);
                    return write(builder, durability);
                });
            }
        } finally {
            builders.giveBack(builder);
        }
    }

    /** Returns how often this process has begun to drop the log. */
    long drops() {
        return drops.get();
    }

    /** Makes sure that a handle can append what its codecs encode. */
    void claim(LogLocks.Handle handle) throws IOException {
        locks.write(handle, () -> agreeOnCodecs(handle));
    }

    /** Checks a handle's codecs, and has a log without values remember them. Needs the writer lock. */
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

    /** Returns the dataset's metadata. */
    SortedMap<String, byte[]> metadata(LogLocks.Handle handle) throws IOException {
        return locks.read(handle, () -> view.manifest().metadata());
    }

    /** Adds an entry to the metadata, unless there is one of that name. */
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

    /** Something that changes the log. */
    @FunctionalInterface
    private interface Change {

        /** Returns the moment that is to be on the disk; null if nothing is to be waited for. */
        GroupCommit.@Nullable Mark run() throws IOException;
    }

    /** Changes the log, and waits without a lock until the change is on the disk, if that is asked for. */
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

    /** Writes a batch; returns the moment that is to be on the disk, or null. */
    private GroupCommit.@Nullable Mark write(BatchBuilder builder, Durability durability) throws IOException {
        commit.requireTrusted();
        writer.write(builder);
        try {
            return durability == Durability.BATCH ? view.mark() : null;
        } catch (Error e) {
            throw commit.unconfirmed(e);
        }
    }

    /** Sets a value if there is none. */
    boolean iset(LogLocks.Handle handle, Durability durability, String key, byte[] value) throws IOException {
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
                GroupCommit.Mark mark = write(builder, durability);
                added.set(true);
                return mark;
            });
            return added.get();
        } finally {
            builders.giveBack(builder);
        }
    }

    /** Deletes values. */
    void delete(LogLocks.Handle handle, Durability durability, Collection<String> keys) throws IOException {
        change(handle, () -> delete(keys, durability));
    }

    private GroupCommit.@Nullable Mark delete(Collection<String> keys, Durability durability) throws IOException {
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
            return write(builder, durability);
        } finally {
            builders.giveBack(builder);
        }
    }

    private boolean isLarge() {
        return view.manifest().segments().size() > 1 || view.tail() > SMALL;
    }

    /** Returns values and deletes them. */
    List<byte[]> pop(LogLocks.Handle handle, Durability durability, List<String> keys) throws IOException {
        List<byte[]> values = new ArrayList<>(keys.size());
        change(handle, () -> {
            values.addAll(get(handle, keys));
            return delete(keys, durability);
        });
        return values;
    }

    /** Returns values, as of one moment. */
    List<byte[]> get(LogLocks.Handle handle, List<String> keys) throws IOException {
        List<ValueLocation> locations = new ArrayList<>(keys.size());
        SegmentSet segments = locks.read(handle, () -> {
            handle.codecs().require(view.manifest().metadata(), this);
            for (String key : keys) {
                locations.add(view.location(key));
            }
            return view.segments().retain();
        });
        try {
            List<byte[]> values = new ArrayList<>(keys.size());
            for (ValueLocation location : locations) {
                Bytes.requireArray(location.size(), location.key());
                values.add(ValueReader.readAll(disk, segments, location));
            }
            return values;
        } finally {
            segments.release();
        }
    }

    /** Where a value lay at one moment, and the segments, retained, that it was in. */
    private record Snapshot(ValueLocation location, SegmentSet segments) {}

    private Snapshot snapshot(LogLocks.Handle handle, String key) throws IOException {
        return locks.read(handle, () -> {
            handle.codecs().require(view.manifest().metadata(), this);
            return new Snapshot(view.location(key), view.segments().retain());
        });
    }

    /** Opens a value, as of this moment. */
    InputStream open(LogLocks.Handle handle, String key) throws IOException {
        Snapshot snapshot = snapshot(handle, key);
        try {
            ValueReader reader = new ValueReader(disk, snapshot.segments(), snapshot.location());
            return new LogInputStream(reader, snapshot.segments());
        } catch (Throwable e) {
            snapshot.segments().release();
            throw e;
        }
    }

    /** Lends a value part by part, as of this moment. */
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

    /** Returns the keys that begin with a text, in order, as of this moment. */
    Stream<String> keys(LogLocks.Handle handle, String prefix) throws IOException {
        return locks.read(
                handle, () -> Keys.sorted(view.index().entries().stream().map(Index.Entry::key), prefix));
    }

    long size(LogLocks.Handle handle, String key) throws IOException {
        return locks.read(handle, () -> view.location(key).size());
    }

    /** Makes the log empty, and has it forget its metadata. */
    void drop(LogLocks.Handle handle) throws IOException {
        locks.write(handle, () -> {
            commit.requireTrusted();
            drops.incrementAndGet();
            writer.empty(view.manifest().withoutMetadata());
        });
    }

    /** Rewrites the log so that each value is one run. */
    void compact(LogLocks.Handle handle) throws IOException {
        Compaction compaction = locks.write(handle, () -> {
            commit.requireTrusted();
            long reserved = Compaction.segments(view.index(), options);
            writer.rotate(0, reserved);
            SegmentSet sources = view.segments().retain();
            long first = view.manifest().next() - reserved;
            return new Compaction(disk, options, view.manifest(), sources, commit, view.index(), first);
        });
        try {
            compaction.write(handle);
            locks.write(handle, () -> {
                commit.requireTrusted();
                if (compaction.isValidFor(view)) {
                    manifests.remove(compaction.commit(view, writer, manifests));
                }
            });
        } finally {
            compaction.close(manifests);
        }
    }

    /** Brings all that was appended before to the disk. */
    void sync(LogLocks.Handle handle) throws IOException {
        handle.requireAllowed();
        try {
            commit.requireTrusted();
        } catch (IOException e) {
            throw commit.unconfirmed(e);
        }
        commit.confirm(locks.read(handle, view::mark));
    }

    /** Leaves the log. Needs the lock. */
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
