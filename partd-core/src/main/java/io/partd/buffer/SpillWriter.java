package io.partd.buffer;

import io.partd.InvalidKeyException;
import io.partd.OutcomeUnknownException;
import io.partd.PartlyAppendedException;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.internal.IoRunnable;
import io.partd.internal.Meter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Moves bytes from the memory table to the store below. All calls need the lock under which nothing else leaves the
 * memory.
 *
 * <p>It writes the first bytes of the values from where they lie, and removes them once they are stored; if a write
 * fails, there is nothing to restore. If nobody knows whether the bytes are stored, it removes them too: otherwise they
 * would be read twice if they are stored, and the next spill would store them twice. The exception then says how many
 * bytes may be missing.
 */
final class SpillWriter {

    private static final Comparator<MemTable.Candidate> LARGEST_FIRST =
            Comparator.comparingLong(MemTable.Candidate::length).reversed();

    private final LockedMemTable memory;

    /** The handle, with its codecs, of whoever appended last. */
    private volatile Store below;

    private final long enough;
    private final Meter spills;

    /** The values that are to be spilled next, the largest first. */
    private Deque<MemTable.Candidate> largest = new ArrayDeque<>();

    /**
     * Makes a writer.
     *
     * @param enough how many bytes make a batch
     * @param spills records the batches that are moved
     */
    SpillWriter(LockedMemTable memory, Store below, long enough, Meter spills) {
        this.memory = memory;
        this.below = below;
        this.enough = enough;
        this.spills = spills;
    }

    /** Returns whether spills go through this handle on the store below. */
    boolean isThrough(Store handle) {
        return below == handle;
    }

    /** Makes later spills go through another handle on the store below. */
    void through(Store handle) {
        below = handle;
    }

    /** Moves the largest values, one batch of them; false if there is enough room already. */
    boolean largest() throws IOException {
        long keep = memory.spillTarget();
        if (memory.read(MemTable::memory) <= keep) {
            largest.clear();
            return false;
        }
        List<Run> runs = memory.read(table -> table.next(largest, keep, enough));
        if (runs.isEmpty()) {
            // Sorted without the lock, once for many batches.
            List<MemTable.Candidate> candidates = memory.read(MemTable::candidates);
            candidates.sort(LARGEST_FIRST);
            largest = new ArrayDeque<>(candidates);
            runs = memory.read(table -> table.next(largest, keep, enough));
        }
        if (runs.isEmpty()) {
            memory.change(MemTable::removeIdle);
        }
        write(runs);
        return true;
    }

    /**
     * Moves all that is held at the beginning, and forgets the keys.
     *
     * @param failures gets what goes wrong with some of it
     * @throws IOException if the rest cannot be moved either
     */
    void all(SpillFailures failures) throws IOException {
        Deque<MemTable.Candidate> queue = new ArrayDeque<>(memory.read(MemTable::candidates));
        while (!queue.isEmpty()) {
            write(memory.read(table -> table.next(queue, -1, enough)), failures);
        }
        memory.change(MemTable::removeIdle);
    }

    /** As {@link #all}, whether the thread is interrupted or not. */
    void allUninterrupted(SpillFailures failures) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    all(failures);
                    return;
                } catch (InterruptedIOException e) {
                    if (!Thread.interrupted()) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Makes room for an append. A failure concerns earlier bytes, and its message says so. */
    void makeRoom() throws IOException {
        try {
            if (!largest()) {
                SpillFailures failures = new SpillFailures(below);
                all(failures);
                failures.throwIfAny();
            }
        } catch (InterruptedIOException | StoreClosedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw SpillFailures.failedSpill(below, e);
        }
    }

    /** Moves all that is held when the buffer is closed; says how much is lost if that fails. */
    void last(Store buffer) throws IOException {
        SpillFailures failures = new SpillFailures(below);
        try {
            allUninterrupted(failures);
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        } catch (Error e) {
            failures.add(new IOException(e.toString(), e));
        }
        try {
            failures.throwIfAny();
            memory.throwUnknown();
        } catch (IOException | RuntimeException e) {
            int keys = memory.read(MemTable::keys).size();
            throw SpillFailures.lost(buffer, memory.read(MemTable::length), keys, e);
        } finally {
            memory.change(MemTable::clear);
        }
    }

    /** Moves bytes that are the first held of their keys. */
    void write(List<Run> runs) throws IOException {
        SpillFailures failures = new SpillFailures(below);
        write(runs, failures);
        failures.throwIfAny();
    }

    /**
     * Moves bytes that are the first held of their keys. A key that the store refuses keeps no other back: the keys are
     * halved until it is alone. Whatever else goes wrong would go wrong for each half too, so it is not tried again.
     *
     * @param failures gets what goes wrong with these bytes only
     */
    private void write(List<Run> runs, SpillFailures failures) throws IOException {
        if (runs.isEmpty()) {
            return;
        }
        try {
            append(runs);
        } catch (InvalidKeyException e) {
            int half = runs.size() / 2;
            if (half == 0) {
                failures.refuse(runs.get(0).key(), e);
            } else {
                write(runs.subList(0, half), failures);
                write(runs.subList(half, runs.size()), failures);
            }
        } catch (OutcomeUnknownException e) {
            failures.add(e);
        } catch (InterruptedIOException | StoreClosedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            TreeSet<String> left = runs.stream().map(Run::key).collect(Collectors.toCollection(TreeSet::new));
            if (e instanceof PartlyAppendedException partly) {
                left.removeAll(partly.appended());
            }
            throw SpillFailures.notAdded(left, below, e);
        }
    }

    private void append(List<Run> runs) throws IOException {
        Map<String, List<ByteBuffer>> buffers = new LinkedHashMap<>();
        for (Run run : runs) {
            buffers.put(run.key(), run.buffers());
        }
        try (Meter.Span spill = spills.span()) {
            append(() -> below.appendBuffers(buffers), runs, 0, runs.size());
            spill.done(runs.stream().mapToLong(Run::length).sum());
        }
    }

    /** Appends a batch to the store below, after the bytes that the memory has of its keys. */
    void passBy(Batch batch) throws IOException {
        List<Run> held = memory.read(table -> table.runs(batch.keys()));
        append(() -> batch.appendTo(below, held), held, batch.bytes(), batch.size());
    }

    /** Appends, and then removes from the memory those runs that are stored, or may be. */
    private void append(IoRunnable append, List<Run> held, long moreBytes, int keys) throws IOException {
        try {
            append.run();
        } catch (PartlyAppendedException e) {
            memory.release(held.stream()
                    .filter(run -> e.appended().contains(run.key()))
                    .toList());
            throw e;
        } catch (OutcomeUnknownException e) {
            memory.release(held);
            long bytes = moreBytes + held.stream().mapToLong(Run::length).sum();
            throw SpillFailures.unknown(bytes, keys, below, e);
        }
        memory.release(held);
    }
}
