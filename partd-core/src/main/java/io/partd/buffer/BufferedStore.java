package io.partd.buffer;

import io.partd.ByteSize;
import io.partd.Guarantee;
import io.partd.Metadata;
import io.partd.OutcomeUnknownException;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreMetrics;
import io.partd.StoreMetrics.Operation;
import io.partd.internal.Deadline;
import io.partd.internal.ExclusiveSections;
import io.partd.internal.IoRunnable;
import io.partd.internal.IoSupplier;
import io.partd.internal.Keys;
import io.partd.internal.Meter;
import io.partd.internal.OwnedSection;
import io.partd.internal.ReadsWithRoom;
import io.partd.internal.SequentialWrites;
import io.partd.internal.Waits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A memory table over the store below; {@link WriteBuffer} says what it promises, and the package's description who
 * waits for whom. The handles that {@link #encodedBy} and {@link #raw} make share all of it, and each has a handle of
 * its own on the store below.
 */
final class BufferedStore implements Store, LockedMemTable.Spills {

    private static final long MAX_SPILL = 16L << 20;

    /** So many bytes of a value are worth the opening of a key's file, or the compression as one piece. */
    private static final long LARGE_VALUE = 64 << 10;

    /** A log writes a batch in one place, whatever its keys: for larger values the memory only costs a copy. */
    private static final long LARGE_VALUE_FOR_LOG = 4 << 10;

    /** A log appends a batch of this size as fast as the memory takes it, so the memory would only cost a copy. */
    private static final long LARGE_BATCH_FOR_LOG = 256 << 10;

    private final Store below;
    private final String name;
    private final long low;
    private final long largeBatch;
    private final long largeValue;
    private final ReentrantLock transfer;
    private final MemTable table;
    private final LockedMemTable memory;
    private final SpillWriter spills;
    private final Meter.Group meters;

    BufferedStore(Store below, ByteSize cap) {
        this.below = Objects.requireNonNull(below, "store");
        name = "Buffer[" + cap + "](" + below + ")";
        low = cap.bytes() / 4;
        boolean log = below instanceof SequentialWrites;
        largeValue = log ? LARGE_VALUE_FOR_LOG : LARGE_VALUE;
        largeBatch = log ? Math.min(low, LARGE_BATCH_FOR_LOG) : low;
        transfer = new ReentrantLock(true);
        table = new MemTable(cap.bytes());
        meters = new Meter.Group(
                "buffer", name, Operation.APPEND, Operation.READ, Operation.SPILL, Operation.MEMORY_WAIT);
        memory = new LockedMemTable(table, name, this, cap.bytes() - low, low, meters.of(Operation.MEMORY_WAIT));
        spills = new SpillWriter(memory, below, Math.max(1, Math.min(low, MAX_SPILL)), meters.of(Operation.SPILL));
    }

    /** Makes another handle on the same memory. */
    private BufferedStore(BufferedStore same, Store below) {
        this.below = below;
        name = same.name;
        low = same.low;
        largeBatch = same.largeBatch;
        largeValue = same.largeValue;
        transfer = same.transfer;
        table = same.table;
        memory = same.memory;
        spills = same.spills;
        meters = same.meters;
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> map) throws IOException {
        append(() -> Batch.ofBuffers(map));
    }

    @Override
    public void append(Map<String, ? extends byte[]> map) throws IOException {
        append(() -> Batch.ofArrays(map));
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        return meters.of(Operation.READ).values(() -> readAll(keys));
    }

    private List<byte[]> readAll(List<String> keys) throws IOException {
        Keys.check(keys);
        return alone(() -> {
            Map<String, Run> held = new HashMap<>();
            for (Run run : held(keys)) {
                held.put(run.key(), run);
            }
            List<byte[]> values = ReadsWithRoom.get(below, keys, key -> {
                Run run = held.get(key);
                return run == null ? 0 : run.length();
            });
            for (int i = 0; i < values.size() && !held.isEmpty(); i++) {
                Run run = held.get(keys.get(i));
                if (run != null) {
                    run.fillEnd(values.get(i));
                }
            }
            return values;
        });
    }

    /** Spills what is held of the key first, so that reading it takes no memory. */
    @Override
    public InputStream open(String key) throws IOException {
        Keys.check(key);
        return meters.of(Operation.READ).stream(() -> alone(() -> {
            spills.write(held(List.of(key)));
            return below.open(key);
        }));
    }

    /** Spills what is held of the keys first: the store below alone can take them out wholly or not at all. */
    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        return meters.of(Operation.READ).values(() -> takeAll(keys));
    }

    private List<byte[]> takeAll(List<String> keys) throws IOException {
        Keys.check(keys);
        Keys.requireDistinct(keys);
        return alone(() -> ExclusiveSections.take(below, () -> {
            spills.write(held(keys));
            try {
                return below.pop(keys);
            } finally {
                forgetPopped(keys);
            }
        }));
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        Keys.check(key);
        Objects.requireNonNull(value, "value");
        return alone(() -> held(List.of(key)).isEmpty() && below.iset(key, value));
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        Keys.check(keys);
        deleteBoth(() -> below.delete(keys), t -> keys, t -> t.removeAll(keys));
    }

    @Override
    public void drop() throws IOException {
        deleteBoth(below::drop, MemTable::keys, MemTable::clear);
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        return keys("").collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Stream<String> keys(String prefix) throws IOException {
        Objects.requireNonNull(prefix, "prefix");
        return alone(() -> {
            try (Stream<String> stored = below.keys(prefix)) {
                List<String> held = memory.read(MemTable::keys);
                return Keys.sorted(Stream.concat(held.stream(), stored).distinct(), prefix);
            }
        });
    }

    @Override
    public long size(String key) throws IOException {
        Keys.check(key);
        return alone(() -> memory.read(t -> t.length(key)) + below.size(key));
    }

    @Override
    public void claim(Collection<String> keys) throws IOException {
        memory.requireOpen();
        below.claim(keys);
    }

    @Override
    public Store encodedBy(String codec) {
        return new BufferedStore(this, below.encodedBy(codec));
    }

    @Override
    public Store raw() {
        return new BufferedStore(this, below.raw());
    }

    @Override
    public Optional<Metadata> metadata() {
        return below.metadata();
    }

    /** Spills what is held, and compacts the store below. */
    @Override
    public void compact() throws IOException {
        flush();
        below.compact();
    }

    /** Spills what is held when this is called, and flushes the store below. Appends go on meanwhile. */
    @Override
    public void flush() throws IOException {
        alone(() -> {
            SpillFailures failures = new SpillFailures(below);
            try {
                spills.all(failures);
                below.flush();
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            }
            try {
                memory.throwUnknown();
            } catch (OutcomeUnknownException e) {
                failures.add(e);
            }
            failures.throwIfAny();
        });
    }

    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        Deadline deadline = Deadline.after(timeout);
        memory.requireOpen();
        if (!Waits.tryLock(transfer, deadline, name)) {
            return Optional.empty();
        }
        Optional<Section> locked = Optional.empty();
        try {
            memory.requireOpen();
            locked = tryLockBelow(deadline);
            return locked;
        } finally {
            if (locked.isEmpty()) {
                transfer.unlock();
            }
        }
    }

    private Optional<Section> tryLockBelow(Deadline deadline) throws IOException {
        Optional<Section> section = below.tryLock(deadline.left());
        boolean locked = false;
        try {
            locked = section.isPresent() && memory.tryLock(deadline);
        } finally {
            if (!locked && section.isPresent()) {
                section.get().close();
            }
        }
        return locked ? section.map(taken -> new OwnedSection(() -> endSection(taken))) : Optional.empty();
    }

    /**
     * What the store below guarantees, but: what the memory holds is lost in a kill, and others do not see it; and what
     * is spilled is not a batch of the caller's, but parts of many.
     */
    @Override
    public Set<Guarantee> guarantees() {
        Set<Guarantee> guarantees = EnumSet.noneOf(Guarantee.class);
        guarantees.addAll(below.guarantees());
        guarantees.remove(Guarantee.CRASH_ATOMIC_BATCHES);
        guarantees.remove(Guarantee.SHARED);
        guarantees.remove(Guarantee.APPENDS_SURVIVE_KILL);
        guarantees.remove(Guarantee.APPENDS_SURVIVE_POWER_LOSS);
        guarantees.remove(Guarantee.REPLICATED_APPENDS);
        return guarantees;
    }

    /**
     * Flushes and closes the store below. An interrupt of the caller does not stop the flush.
     *
     * @throws OutcomeUnknownException if something may have been stored or not
     * @throws IOException if something could not be stored; the message says how many bytes of how many keys are lost
     */
    @Override
    public void close() throws IOException {
        transfer.lock();
        try {
            if (memory.close()) {
                try (below) {
                    spills.last(this);
                }
            }
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public List<StoreMetrics> metrics() {
        List<StoreMetrics> metrics = new ArrayList<>();
        metrics.add(meters.metrics(memory.taken(), table.limit()));
        metrics.addAll(below.metrics());
        return metrics;
    }

    @Override
    public String toString() {
        return name;
    }

    /** The memory taken, in bytes. */
    long memory() {
        return memory.read(MemTable::memory);
    }

    /** Spills the largest values, until the low mark is reached. */
    @Override
    public void spillDown() throws IOException {
        boolean more = true;
        while (more) {
            transfer.lock();
            try {
                more = !memory.isClosed() && spills.largest();
            } finally {
                transfer.unlock();
            }
        }
    }

    /** Tells the writers that a spill failed: those that wait, or else the next. */
    @Override
    public void spillFailed(Throwable cause) {
        memory.fail(SpillFailures.failedSpill(below, cause));
    }

    private void append(IoSupplier<Batch> given) throws IOException {
        meters.of(Operation.APPEND)
                .record(
                        () -> {
                            Batch batch = given.get();
                            append(batch);
                            return batch;
                        },
                        Batch::bytes);
    }

    private void append(Batch batch) throws IOException {
        if (!spills.isThrough(below)) {
            // Another handle appended last: the keys that it claimed are known, but not whether the codecs are the
            // same.
            claim(List.of());
            spills.through(below);
        }
        if (!passesBy(batch)) {
            batch.list();
        }
        if (passesBy(batch)) {
            alone(() -> {
                memory.throwFailure();
                spills.passBy(batch);
            });
        } else if (transfer.isHeldByCurrentThread() || !appendInTurn(batch)) {
            alone(() -> appendExclusively(batch));
        }
    }

    /**
     * Returns whether a batch goes straight to the store below: it takes much of the memory, or gains nothing from it.
     */
    private boolean passesBy(Batch batch) {
        return table.sizeAlone(batch) > largeBatch || batch.bytes() >= largeValue * Math.max(1, batch.size());
    }

    /** Adds the batch to the memory; returns false if a concurrent deletion may have undone its claims. */
    private boolean appendInTurn(Batch batch) throws IOException {
        LockedMemTable.Unclaimed unclaimed = memory.add(batch, null);
        if (unclaimed != null) {
            below.claim(unclaimed.keys());
            unclaimed = memory.add(batch, unclaimed);
        }
        return unclaimed == null;
    }

    /** Adds the batch to the memory, under {@code transfer}, and makes room by itself. */
    private void appendExclusively(Batch batch) throws IOException {
        memory.throwFailure();
        List<String> unknown = memory.read(t -> t.plan(batch).unknown());
        if (!unknown.isEmpty()) {
            below.claim(unknown);
        }
        while (!memory.addIfRoom(batch)) {
            spills.makeRoom();
        }
    }

    private List<Run> held(List<String> keys) {
        return memory.read(t -> t.runs(keys));
    }

    /** Forgets popped keys, and claims those again that were appended to meanwhile. */
    private void forgetPopped(List<String> keys) {
        List<String> alive = new ArrayList<>();
        memory.delete(t -> {
            t.runs(keys).forEach(run -> alive.add(run.key()));
            List<String> gone = new ArrayList<>(keys);
            gone.removeAll(alive);
            t.removeAll(gone);
        });
        try {
            if (!alive.isEmpty()) {
                below.claim(alive);
            }
        } catch (IOException e) {
            // The values popped are gone from the store: they must be returned. If it matters, a spill will tell.
            return;
        }
    }

    /** Deletes keys below and then in memory. */
    private void deleteBoth(IoRunnable delete, Function<MemTable, Collection<String>> keys, Consumer<MemTable> inMemory)
            throws IOException {
        alone(() -> ExclusiveSections.change(below, () -> {
            try {
                delete.run();
                memory.delete(inMemory);
            } catch (OutcomeUnknownException e) {
                forgetDeleted(memory.read(keys), e);
                throw e;
            }
        }));
    }

    /** After a deletion that failed half-way: no key may go on with its last bytes where the first are gone. */
    private void forgetDeleted(Collection<String> keys, Exception failure) {
        try {
            List<String> gone = new ArrayList<>(keys);
            gone.removeAll(below.keys());
            memory.delete(t -> t.removeAll(gone));
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void endSection(Section section) throws IOException {
        memory.unlock();
        try {
            section.close();
        } finally {
            transfer.unlock();
        }
    }

    /** Does something while nothing else leaves the memory. */
    private <T> T alone(IoSupplier<T> action) throws IOException {
        memory.requireOpen();
        Waits.lock(transfer, name);
        try {
            memory.requireOpen();
            return action.get();
        } finally {
            transfer.unlock();
        }
    }

    /** Does something while nothing else leaves the memory. */
    private void alone(IoRunnable action) throws IOException {
        alone(() -> {
            action.run();
            return name;
        });
    }
}
