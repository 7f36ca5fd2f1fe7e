package io.partd.log;

import io.partd.Section;
import io.partd.StoreClosedException;
import io.partd.internal.Bytes;
import io.partd.internal.OwnedSection;
import io.partd.internal.Waits;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An open log, one object for all handles of this JVM. Three locks, always taken in this order:
 *
 * <ul>
 *   <li>{@code writers} is held by whoever changes the log.
 *   <li>{@link Processes} keeps other processes from changing it meanwhile.
 *   <li>{@code state} guards the view. Writers hold it only to publish what they have written, readers only to look up
 *       where values lie; the values are read without a lock, since what is in the log does not change.
 * </ul>
 *
 * <p>A section holds all three. Readers of other processes stay out while a word says that there is a section.
 */
final class Log {

    /** What a log may take on the disk without being replaced by an empty one when its last key goes. */
    private static final long SMALL = 1 << 20;

    private static final int MOST_DRAFTS = 4;

    /** Tells whether the handle that is used is open. */
    @FunctionalInterface
    interface Handle {
        void requireOpen() throws StoreClosedException;
    }

    /** Says what a batch is to hold. */
    @FunctionalInterface
    interface Filling {
        void fill(Draft draft, Index index) throws IOException;
    }

    private final Disk disk;
    private final LogOptions options;
    private final Processes processes;
    private final ReentrantLock writers;
    private final ReentrantLock state = new ReentrantLock();
    private final LogView view;
    private final Syncing syncing;
    private final LogWriter writer;
    private final ConcurrentLinkedDeque<Draft> drafts = new ConcurrentLinkedDeque<>();

    private Log(Disk disk, ReentrantLock writers, LogView view, LogOptions options) {
        this.disk = disk;
        this.options = options;
        this.processes = disk.processes();
        this.writers = writers;
        this.view = view;
        syncing = new Syncing(disk);
        writer = new LogWriter(disk, view, state, syncing, options);
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
                LogFiles.make(disk, names, options, synced);
            }
            LogView view = LogView.open(disk, alone);
            if (alone) {
                LogFiles.removeStrangers(disk, names, view.manifest());
            }
            processes.setEpoch(view.manifest().epoch());
            return new Log(disk, writers, view, options);
        } finally {
            processes.letIn();
            writers.unlock();
        }
    }

    Disk disk() {
        return disk;
    }

    /** Has all that is written from now on count as that of somebody who syncs. */
    void countSynced() throws IOException {
        Waits.lock(writers, this);
        try {
            writer.countSynced();
        } finally {
            writers.unlock();
        }
    }

    /** Waits until nobody else changes the log, here or elsewhere. */
    void enterWrite(Handle handle) throws IOException {
        handle.requireOpen();
        Waits.lock(writers, this);
        try {
            handle.requireOpen();
            if (processes.acquire()) {
                takeOver();
            }
        } catch (Throwable e) {
            writers.unlock();
            throw e;
        }
    }

    private void takeOver() throws IOException {
        boolean ready = false;
        state.lock();
        try {
            if (processes.epoch() == 0) {
                view.reload();
                processes.setEpoch(view.manifest().epoch());
            } else {
                view.refresh();
            }
            writer.clearLeftovers();
            ready = true;
        } finally {
            state.unlock();
            if (!ready) {
                processes.letIn();
            }
        }
    }

    void exitWrite() {
        processes.release();
        writers.unlock();
    }

    /** Waits until the view may be looked at, and has it up to date. */
    private void enterRead(Handle handle) throws IOException {
        handle.requireOpen();
        while (true) {
            Waits.lock(state, this);
            try {
                handle.requireOpen();
                if (processes.isHeld()) {
                    return;
                }
                if (!processes.isSectionElsewhere()) {
                    view.refresh();
                    return;
                }
            } catch (Throwable e) {
                state.unlock();
                throw e;
            }
            state.unlock();
            enterWrite(handle);
            exitWrite();
        }
    }

    private void exitRead() {
        state.unlock();
    }

    /** Appends a batch. */
    void append(Handle handle, Fsync fsync, Filling filling) throws IOException {
        handle.requireOpen();
        Draft pooled = drafts.poll();
        Draft draft = pooled == null ? new Draft() : pooled;
        try {
            draft.clear();
            filling.fill(draft, view.index());
            if (!draft.isEmpty()) {
                draft.prepare();
                enterWrite(handle);
                write(draft, fsync);
            }
        } finally {
            draft.clear();
            if (drafts.size() < MOST_DRAFTS) {
                drafts.push(draft);
            }
        }
    }

    /** Writes a batch, ends the write, and waits for the disk if that is asked for. */
    private void write(Draft draft, Fsync fsync) throws IOException {
        Syncing.Mark mark = null;
        try {
            syncing.requireTrusted();
            writer.write(draft);
            if (fsync == Fsync.EVERY_BATCH) {
                mark = view.mark();
            }
        } finally {
            exitWrite();
        }
        if (mark != null) {
            syncing.await(mark);
        }
    }

    /** Sets a value if there is none. */
    boolean iset(Handle handle, Fsync fsync, String key, byte[] value) throws IOException {
        Draft draft = new Draft();
        draft.clear();
        draft.append(view.index(), key, value);
        draft.prepare();
        enterWrite(handle);
        if (value.length == 0 || view.index().find(key) != null) {
            exitWrite();
            return false;
        }
        write(draft, fsync);
        return true;
    }

    /** Deletes values. */
    void delete(Handle handle, Fsync fsync, Collection<String> keys) throws IOException {
        enterWrite(handle);
        deleteEntered(keys, fsync);
    }

    private void deleteEntered(Collection<String> keys, Fsync fsync) throws IOException {
        Draft draft = new Draft();
        boolean deleted = false;
        try {
            draft.clear();
            int count = 0;
            for (String key : new LinkedHashSet<>(keys)) {
                Index.Entry entry = view.index().find(key);
                if (entry != null) {
                    draft.delete(entry);
                    count++;
                }
            }
            if (draft.isEmpty()) {
                return;
            }
            if (count == view.index().keys() && isLarge()) {
                syncing.requireTrusted();
                writer.drop();
                return;
            }
            draft.prepare();
            deleted = true;
        } finally {
            if (!deleted) {
                exitWrite();
            }
        }
        write(draft, fsync);
    }

    private boolean isLarge() {
        return view.manifest().segments().size() > 1 || view.tail() > SMALL;
    }

    /** Returns values and deletes them. */
    List<byte[]> pop(Handle handle, Fsync fsync, List<String> keys) throws IOException {
        enterWrite(handle);
        List<byte[]> values;
        boolean read = false;
        try {
            values = get(handle, keys);
            read = true;
        } finally {
            if (!read) {
                exitWrite();
            }
        }
        deleteEntered(keys, fsync);
        return values;
    }

    /** Returns values, as of one moment. */
    List<byte[]> get(Handle handle, List<String> keys) throws IOException {
        List<Placement> placements = new ArrayList<>(keys.size());
        SegmentSet segments;
        enterRead(handle);
        try {
            for (String key : keys) {
                placements.add(view.placement(key));
            }
            segments = view.segments().retain();
        } finally {
            exitRead();
        }
        try {
            PieceReader pieces = new PieceReader(disk);
            List<byte[]> values = new ArrayList<>(keys.size());
            for (Placement placement : placements) {
                Bytes.requireArray(placement.size(), placement.key());
                values.add(ValueReader.readAll(disk, segments, placement, pieces));
            }
            return values;
        } finally {
            segments.release();
        }
    }

    /** Opens a value, as of this moment. */
    InputStream open(Handle handle, String key) throws IOException {
        Placement placement;
        SegmentSet segments;
        enterRead(handle);
        try {
            placement = view.placement(key);
            segments = view.segments().retain();
        } finally {
            exitRead();
        }
        try {
            return new LogInputStream(new ValueReader(disk, segments, placement, new PieceReader(disk)), segments);
        } catch (Throwable e) {
            segments.release();
            throw e;
        }
    }

    SortedSet<String> keys(Handle handle) throws IOException {
        List<String> keys = new ArrayList<>();
        enterRead(handle);
        try {
            for (Index.Entry entry : view.index().entries()) {
                keys.add(entry.key());
            }
        } finally {
            exitRead();
        }
        return new TreeSet<>(keys);
    }

    long size(Handle handle, String key) throws IOException {
        enterRead(handle);
        try {
            return view.placement(key).size();
        } finally {
            exitRead();
        }
    }

    /** Makes the log empty. */
    void drop(Handle handle) throws IOException {
        enterWrite(handle);
        try {
            syncing.requireTrusted();
            writer.drop();
        } finally {
            exitWrite();
        }
    }

    /** Rewrites the log so that each value is one run. */
    void compact(Handle handle) throws IOException {
        Compaction compaction;
        SegmentSet sources;
        enterWrite(handle);
        try {
            syncing.requireTrusted();
            long reserved = Compaction.segments(view.index(), options);
            writer.rotate(0, reserved);
            sources = view.segments().retain();
            long first = view.manifest().next() - reserved;
            compaction = new Compaction(disk, options, view.manifest(), sources, syncing, view.index(), first);
        } finally {
            exitWrite();
        }
        List<Long> gone = List.of();
        try {
            compaction.write();
            enterWrite(handle);
            try {
                syncing.requireTrusted();
                if (compaction.isValidFor(view.manifest())) {
                    gone = compaction.commit(view, writer);
                }
                writer.remove(gone);
            } finally {
                exitWrite();
            }
        } finally {
            sources.release();
            compaction.discard(writer);
        }
    }

    /** Brings all that was appended before to the disk. */
    void sync(Handle handle) throws IOException {
        handle.requireOpen();
        syncing.requireTrusted();
        Syncing.Mark mark;
        enterRead(handle);
        try {
            mark = view.mark();
        } finally {
            exitRead();
        }
        syncing.await(mark);
    }

    /** Waits for those who use the log, and lets nobody else use it until it is ended. */
    Section section(Handle handle) throws IOException {
        enterWrite(handle);
        try {
            Waits.lock(state, this);
        } catch (Throwable e) {
            exitWrite();
            throw e;
        }
        processes.setSection(true);
        return new OwnedSection(this::exitSection);
    }

    private void exitSection() {
        if (state.getHoldCount() == 1) {
            processes.setSection(false);
        }
        state.unlock();
        exitWrite();
    }

    /** Waits for what other threads are doing; they are kept out until {@link #unlock}. */
    void lock() {
        writers.lock();
        state.lock();
    }

    void unlock() {
        state.unlock();
        writers.unlock();
    }

    /** Leaves the log. Needs the lock. */
    void close() throws IOException {
        try {
            if (processes.tryAcquire()) {
                takeOver();
                syncing.requireTrusted();
                writer.close(processes.isAlone());
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
