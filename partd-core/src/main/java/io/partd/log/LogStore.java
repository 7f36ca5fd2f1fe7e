package io.partd.log;

import io.partd.CodecCheck;
import io.partd.CorruptDataException;
import io.partd.Durability;
import io.partd.Guarantee;
import io.partd.Metadata;
import io.partd.ReadOnlyException;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.StoreMetrics;
import io.partd.internal.Deadline;
import io.partd.internal.Keys;
import io.partd.internal.OpenDirectories;
import io.partd.internal.OwnedSection;
import io.partd.internal.ReadsWithRoom;
import io.partd.internal.SequentialWrites;
import io.partd.temporary.TemporaryDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store in an append-only log, a directory of segments. It adds every batch in one write, whatever the number of its
 * keys. Several processes may append and read at the same time.
 *
 * <pre>{@code
 * try (Store trips = LogStore.open(directory, Durability.BATCH)) { // each append is on the disk when it returns
 *     trips.append(Map.of("oslo", museum, "bern", oldTown));
 * }
 * }</pre>
 *
 * <p><b>Keys</b> are all non-empty texts of up to 64 KiB in UTF-8, without unpaired surrogates.
 *
 * <p><b>All or nothing</b>, across crashes too. A batch whose append has returned survives a {@code kill -9} wholly,
 * and a power cut as far as {@link Durability} promises. A batch whose append was interrupted is there wholly or not at
 * all. The next opening cuts off the rest of such a write, and logs how much it cut.
 *
 * <p><b>Checksums.</b> Every record has a checksum, which every read of its value verifies. Reading a damaged value
 * throws a {@link CorruptDataException} with the segment and the byte. {@link LogCheck} lists all damage in a log, and
 * its repair keeps every undamaged batch.
 *
 * <p><b>Memory.</b> A log needs about 200 bytes and the text of each key, whatever was appended to it, and some
 * megabytes for the latest records. It reads values through mapped memory, and unmaps it when the last handle in this
 * JVM and the streams opened from it are closed.
 *
 * <p><b>Space.</b> {@link #delete} and {@link #pop} free space only when they remove the last key; {@link #compact} and
 * {@link #drop} always do.
 *
 * <p><b>Codecs.</b> A log remembers the codecs of its values, from the first append to the empty log until a drop. A
 * handle with other codecs, or none, can neither read nor append values: the call throws a
 * {@link io.partd.CodecMismatchException}. {@link #raw} is exempt. A log that was filled without codecs remembers none.
 *
 * <p><b>Errors</b> while writing, such as a full disk, fail only the append that meets them. Readers wait for writers
 * only while these publish a batch; writers never wait for readers.
 */
@SuppressWarnings("exports") // only our own layers use SequentialWrites and ReadsWithRoom
public final class LogStore implements Store, SequentialWrites, ReadsWithRoom {

    private final OpenDirectories<Log>.Shared shared;
    private final Log log;
    private final @Nullable TemporaryDirectory temporary;

    /** Closed with all handles that share it. */
    private final LogLocks.Handle handle;

    /** The number of drops before the last claim, after which the log accepts the codecs; -1 before the first claim. */
    private volatile long claimedAfter = -1;

    private LogStore(
            OpenDirectories<Log>.Shared shared, Durability durability, @Nullable TemporaryDirectory temporary) {
        this(
                shared,
                temporary,
                new LogLocks.Handle("Log(" + shared.path() + ")", new AtomicBoolean(), CodecCheck.none(), durability));
    }

    private LogStore(
            OpenDirectories<Log>.Shared shared, @Nullable TemporaryDirectory temporary, LogLocks.Handle handle) {
        this.shared = shared;
        this.log = shared.get();
        this.temporary = temporary;
        this.handle = handle;
    }

    private LogStore withCodecs(CodecCheck codecs) {
        return new LogStore(
                shared, temporary, new LogLocks.Handle(handle.name(), handle.closed(), codecs, handle.durability()));
    }

    /** Opens the log in a directory as {@link #open(Path, Durability)} does, with {@link Durability#NEVER}. */
    public static LogStore open(Path directory) throws IOException {
        return open(directory, Durability.NEVER);
    }

    /**
     * Opens the log in a directory. If the directory is missing, it is made with its parents.
     *
     * @throws CorruptDataException if the log is damaged, except by a crash
     * @throws IOException if the path is a file, if the directory holds files but is not a log, or if the log has a
     *     format version that this program does not know
     */
    public static LogStore open(Path directory, Durability durability) throws IOException {
        return open(directory, durability, Log.Options.STANDARD);
    }

    static LogStore open(Path directory, Durability durability, Log.Options options) throws IOException {
        Objects.requireNonNull(durability, "durability");
        return open(OpenLogs.open(directory, options, durability != Durability.NEVER), durability);
    }

    /**
     * Opens the log in a directory to read it, without making or changing any file. The permission to read is enough,
     * and the disk may be mounted read-only. Methods that change the log throw a {@link ReadOnlyException}.
     *
     * <p>The handle sees all changes of other handles and processes. It does not repair the log after a crash: it
     * ignores an incomplete write at the end, and leaves it there. It cannot ask for the log's lock, and waits for it
     * only if a process died in a section or while it replaced segments.
     *
     * @throws NoSuchFileException if the directory is missing or holds no log; this method makes neither
     * @throws CorruptDataException if the log is damaged, except by a crash
     * @throws IOException if the path is a file, if the directory holds files but is not a log, or if the log has a
     *     format version that this program does not know
     */
    public static LogStore openReadOnly(Path directory) throws IOException {
        return new LogStore(OpenLogs.openReadOnly(directory, Log.Options.STANDARD), Durability.NEVER, null);
    }

    /** Opens the log on a disk that nobody else in this JVM uses. */
    static LogStore open(Disk disk, ReentrantLock writers, Durability durability, Log.Options options)
            throws IOException {
        return open(OpenLogs.alone(disk, writers, options, durability != Durability.NEVER), durability);
    }

    private static LogStore open(OpenDirectories<Log>.Shared shared, Durability durability) throws IOException {
        try {
            if (durability != Durability.NEVER) {
                shared.get().countSynced();
            }
            return new LogStore(shared, durability, null);
        } catch (Throwable e) {
            shared.release();
            throw e;
        }
    }

    /** Makes a temporary log in the system's directory for temporary files; see {@link #temporary(Path)}. */
    public static LogStore temporary() throws IOException {
        return temporary(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Makes a temporary log in an existing directory, for this user only. {@link #close} and the end of the JVM delete
     * it. If the JVM is killed, the next temporary log or {@link io.partd.file.FilePerKeyStore} in the same directory
     * deletes it.
     */
    public static LogStore temporary(Path parent) throws IOException {
        TemporaryDirectory directory = TemporaryDirectory.create(parent);
        try {
            return new LogStore(
                    OpenLogs.open(directory.path(), Log.Options.STANDARD, false), Durability.NEVER, directory);
        } catch (Throwable e) {
            directory.close();
            throw e;
        }
    }

    /** Returns whether a directory holds a log, also a damaged one or one that is being made. */
    public static boolean isLog(Path directory) {
        return OpenLogs.isLog(directory);
    }

    /** Returns the log's directory, absolute and without symbolic links. */
    public Path directory() {
        return shared.path();
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        log.append(handle, builder -> {
            for (Map.Entry<String, ? extends List<ByteBuffer>> entry : batch.entrySet()) {
                builder.append(entry.getKey(), entry.getValue());
            }
        });
    }

    @Override
    public void append(String key, byte[] value) throws IOException {
        log.append(handle, builder -> builder.append(key, value));
    }

    @Override
    public void append(Map<String, ? extends byte[]> batch) throws IOException {
        log.append(handle, builder -> {
            for (Map.Entry<String, ? extends byte[]> entry : batch.entrySet()) {
                builder.append(entry.getKey(), entry.getValue());
            }
        });
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        return get(keys, key -> 0);
    }

    @Override
    public List<byte[]> get(List<String> keys, ToLongFunction<String> room) throws IOException {
        return log.get(handle, checked(keys), room);
    }

    @Override
    public InputStream open(String key) throws IOException {
        Index.utf8(key);
        return log.open(handle, key);
    }

    /**
     * Reads a value without copying it. Lends it in order, as of this call, in parts of at most 256 KiB. Large parts
     * are the log's mapped memory; small ones are gathered into a block.
     *
     * @param consumer takes the parts; it can read each until it returns, and a {@link LentBytes} throws if it is used
     *     later
     * @throws CorruptDataException if a part of the value is damaged; the parts before it have been lent
     */
    public void read(String key, LentBytes.Consumer consumer) throws IOException {
        Index.utf8(key);
        log.read(handle, key, Objects.requireNonNull(consumer, "consumer"));
    }

    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        List<String> checked = checked(keys);
        Keys.requireDistinct(checked);
        return log.pop(handle, checked);
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        return log.iset(handle, key, value);
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        log.delete(handle, checked(keys));
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        return log.keys(handle);
    }

    @Override
    public Stream<String> keys(String prefix) throws IOException {
        return log.keys(handle, Objects.requireNonNull(prefix, "prefix"));
    }

    @Override
    public long size(String key) throws IOException {
        Index.utf8(key);
        return log.size(handle, key);
    }

    /** Checks the keys, and that the log accepts the codecs over this handle. A log needs nothing else. */
    @Override
    public void claim(Collection<String> keys) throws IOException {
        log.locks().requireWritable(handle);
        checked(keys);
        long drops = log.drops();
        if (claimedAfter != drops) {
            log.claim(handle);
            claimedAfter = drops;
        }
    }

    @Override
    public LogStore encodedBy(String codec) {
        return withCodecs(handle.codecs().with(codec));
    }

    @Override
    public LogStore raw() {
        return withCodecs(CodecCheck.raw());
    }

    /** Returns the log's metadata, which are in its manifest. */
    @Override
    public Optional<Metadata> metadata() {
        return Optional.of(new LogMetadata(log, handle));
    }

    @Override
    public void drop() throws IOException {
        log.drop(handle);
    }

    /**
     * Rewrites the log so that each value is one run of records, and frees the space of deleted values. Reads and
     * appends continue meanwhile. It needs as much free space as the values have. It syncs the new segments before they
     * replace the old ones, so that a crash leaves the log as it was.
     *
     * @throws IOException if the disk is full, or the thread is interrupted; the log is unchanged
     */
    @Override
    public void compact() throws IOException {
        log.locks().requireWritable(handle);
        // A close of the handle ends the compaction, which has to remove its files afterwards.
        if (!shared.retain()) {
            throw new StoreClosedException(this);
        }
        try {
            log.compact(handle);
        } finally {
            shared.release();
        }
    }

    /** Syncs all earlier changes, unless the handle was opened with {@link Durability#NEVER}. */
    @Override
    public void flush() throws IOException {
        handle.requireOpen();
        if (handle.durability() != Durability.NEVER) {
            log.sync(handle);
        }
    }

    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        return log.locks().trySection(handle, Deadline.after(timeout)).map(this::kept);
    }

    /** Keeps the log open until the section ends, even if the handle is closed in it. */
    private Section kept(Section section) {
        shared.retain();
        return new OwnedSection(() -> {
            try {
                section.close();
            } finally {
                shared.release();
            }
        });
    }

    /**
     * Returns every guarantee that one machine can give; {@link Durability} decides what survives a power cut. A
     * temporary log survives nothing.
     */
    @Override
    public Set<Guarantee> guarantees() {
        if (log.isReadOnly()) {
            return EnumSet.of(
                    Guarantee.ATOMIC_BATCHES, Guarantee.ATOMIC_READS, Guarantee.CRASH_ATOMIC_BATCHES, Guarantee.SHARED);
        }
        Set<Guarantee> guarantees = EnumSet.of(
                Guarantee.ATOMIC_BATCHES,
                Guarantee.ATOMIC_READS,
                Guarantee.CRASH_ATOMIC_BATCHES,
                Guarantee.EXCLUSIVE_SECTIONS,
                Guarantee.SHARED,
                Guarantee.APPENDS_SURVIVE_KILL,
                Guarantee.FLUSHES_SURVIVE_KILL);
        if (handle.durability() != Durability.NEVER) {
            guarantees.add(Guarantee.FLUSHES_SURVIVE_POWER_LOSS);
        }
        if (handle.durability() == Durability.BATCH) {
            guarantees.add(Guarantee.APPENDS_SURVIVE_POWER_LOSS);
        }
        if (temporary != null) {
            guarantees.removeAll(EnumSet.of(Guarantee.APPENDS_SURVIVE_KILL, Guarantee.FLUSHES_SURVIVE_KILL));
        }
        return guarantees;
    }

    /**
     * Closes this handle after the operations of other threads. The last handle prepares the log for fast opening, and
     * deletes a temporary log.
     */
    @Override
    public void close() throws IOException {
        log.locks().lock();
        try {
            if (handle.closed().get()) {
                return;
            }
            // A failure of the flush matters more than one of the release.
            Closeable rest = this::release;
            try (temporary;
                    rest) {
                flush();
            }
        } finally {
            log.locks().unlock();
        }
    }

    private void release() throws IOException {
        handle.closed().set(true);
        shared.release();
    }

    @Override
    public List<StoreMetrics> metrics() {
        return List.of(log.metrics());
    }

    /** Returns {@code Log(/path)}. */
    @Override
    public String toString() {
        return handle.name();
    }

    private static List<String> checked(Collection<String> keys) throws IOException {
        List<String> checked = new ArrayList<>(keys);
        for (String key : checked) {
            Index.utf8(key);
        }
        return checked;
    }

    /** The log's metadata, in its manifest. */
    private record LogMetadata(Log log, LogLocks.Handle handle) implements Metadata {

        @Override
        public SortedMap<String, byte[]> entries() throws IOException {
            SortedMap<String, byte[]> copy = new TreeMap<>();
            log.metadata(handle).forEach((name, value) -> copy.put(name, value.clone()));
            return copy;
        }

        @Override
        public boolean putIfAbsent(String name, byte[] value) throws IOException {
            Metadata.requireValid(name, value);
            return log.putIfAbsent(handle, name, value);
        }
    }
}
