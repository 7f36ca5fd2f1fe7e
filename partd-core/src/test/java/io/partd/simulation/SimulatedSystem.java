package io.partd.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.simulation.SimulatedInode.OpenFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;

/**
 * The operating system of a simulated machine, as far as the engine asks for it: files that are mapped, written, synced
 * and locked. What it returns is what Linux does. Every call is a moment at which another thread may go on.
 */
public final class SimulatedSystem {

    private static final int ENOENT = 2;
    private static final int EIO = 5;
    private static final int EWOULDBLOCK = 11;
    private static final int EEXIST = 17;
    private static final int EFBIG = 27;
    private static final int ENOSPC = 28;

    private final Scheduler scheduler;
    private final Faults faults;
    private final Mutation mutation;
    private final int largestFile;
    private final Map<String, SimulatedDirectory> directories = new TreeMap<>();
    private final Map<Integer, OpenFile> open = new TreeMap<>();
    private final IdentityHashMap<Object, SimulatedLock> monitors = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Condition> conditions = new IdentityHashMap<>();

    /** What maps which file, also when it is mapped no more. */
    private final IdentityHashMap<ByteBuffer, Mapping> mappings = new IdentityHashMap<>();

    private long boot = 1;
    private boolean syncFailed;
    private int nextDescriptor = 3;
    private long nextNumber = 1;
    private Runnable onStop = () -> {};

    /** What is written to the next manifest, in an engine that renames it first. */
    private Runnable heldBack = () -> {};

    private static final class Mapping {

        private final SimulatedInode file;
        private final String name;
        private boolean ended;

        private Mapping(SimulatedInode file, String name) {
            this.file = file;
            this.name = name;
        }
    }

    SimulatedSystem(Scheduler scheduler, Faults faults, Mutation mutation, int largestFile) {
        this.scheduler = scheduler;
        this.faults = faults;
        this.mutation = mutation;
        this.largestFile = largestFile;
        scheduler.setSystem(this);
    }

    /** Returns the system of the thread that calls this. */
    public static SimulatedSystem current() {
        return Scheduler.current().system();
    }

    /** Sets what is done when the faults say that a process or the machine stops in an operation. */
    void onStop(Runnable action) {
        onStop = action;
    }

    /** Ends a process: its threads, descriptors and locks. */
    void kill(SimulatedProcess process) {
        scheduler.note("kill " + process);
        scheduler.kill(process);
        open.values().removeIf(file -> {
            boolean own = file.process() == process;
            if (own && file.inode() != null) {
                file.inode().unlock(file);
            }
            return own;
        });
    }

    /** Cuts the power, once all processes have ended: what was not synced may be lost. */
    void cutPower() {
        scheduler.note("power cut");
        Random random = scheduler.random();
        directories.values().forEach(directory -> directory.cut(random));
        boot++;
        syncFailed = false;
    }

    /** Flips a bit of a file in a directory, of memory and disk alike; not of the files that only locks are in. */
    void flipBit(Path path) {
        SimulatedDirectory directory = directories.get(path.toString());
        List<String> names = directory.names().keySet().stream()
                .filter(name -> !name.startsWith("partd-log.")
                        && directory.names().get(name).length() > 0)
                .toList();
        if (!names.isEmpty()) {
            String name = names.get(scheduler.random().nextInt(names.size()));
            SimulatedInode file = directory.names().get(name);
            int bit = scheduler.random().nextInt(8 * file.length());
            scheduler.note("bit " + bit + " of " + name + " flips");
            file.flip(bit);
        }
    }

    /** Tells whether a sync has failed since the machine was started, so that the disk may lack what memory shows. */
    boolean hasSyncFailed() {
        return syncFailed;
    }

    String boot() {
        return "boot " + boot;
    }

    SimulatedLock monitor(Object object) {
        return monitors.computeIfAbsent(object, any -> new SimulatedLock());
    }

    Condition condition(Object object) {
        return conditions.computeIfAbsent(object, any -> monitor(object).newCondition());
    }

    /** What an operation does. */
    @FunctionalInterface
    private interface Change {
        void run(double part);
    }

    /** Does an operation, or a part of it, or not; returns 0 or a negated error. */
    private int operate(String operation, String file, Change change) {
        scheduler.step();
        long delay = faults.delay(operation);
        if (delay > 0) {
            scheduler.sleep(delay);
        }
        scheduler.note(operation + " " + file);
        switch (faults.next(operation)) {
            case STOPPED -> {
                change.run(scheduler.random().nextDouble());
                onStop.run();
                scheduler.step();
                return 0;
            }
            case BROKEN -> {
                scheduler.note("… which fails");
                change.run(operation.equals("write") ? scheduler.random().nextDouble() : 0);
                return -EIO;
            }
            case FULL -> {
                scheduler.note("… which finds no space");
                return -ENOSPC;
            }
            default -> {
                change.run(1);
                return 0;
            }
        }
    }

    private static String text(byte[] name) {
        int end = name.length;
        while (end > 0 && name[end - 1] == 0) {
            end--;
        }
        return new String(name, 0, end, UTF_8);
    }

    private OpenFile file(int descriptor) {
        return Objects.requireNonNull(open.get(descriptor), () -> "descriptor " + descriptor + " is not open");
    }

    private SimulatedInode inode(int descriptor) {
        return Objects.requireNonNull(file(descriptor).inode(), "not a file");
    }

    private int opened(SimulatedInode inode, SimulatedDirectory directory, String name) {
        int descriptor = nextDescriptor++;
        SimulatedProcess process = SimulatedThread.current().process();
        open.put(descriptor, new OpenFile(process, descriptor, inode, directory, name));
        return descriptor;
    }

    void makeDirectory(Path path) {
        directories.computeIfAbsent(path.toString(), SimulatedDirectory::new);
    }

    boolean exists(Path path) {
        scheduler.step();
        SimulatedDirectory directory = directories.get(path.getParent().toString());
        return directory != null
                && directory.names().containsKey(path.getFileName().toString());
    }

    List<Path> list(Path path) {
        scheduler.step();
        List<Path> entries = new ArrayList<>();
        directories.get(path.toString()).names().keySet().forEach(name -> entries.add(path.resolve(name)));
        return entries;
    }

    /** Opens a directory by its absolute path. */
    public int openDirectory(byte[] name) {
        scheduler.step();
        return opened(null, directories.computeIfAbsent(text(name), SimulatedDirectory::new), text(name));
    }

    /** Opens a file of a directory. */
    public int openFile(int directory, byte[] name) {
        scheduler.step();
        SimulatedInode inode = file(directory).directory().names().get(text(name));
        return inode == null ? -ENOENT : opened(inode, null, text(name));
    }

    /** Makes a file in a directory. */
    public int create(int directory, byte[] name) {
        SimulatedDirectory where = file(directory).directory();
        SimulatedInode inode = new SimulatedInode(nextNumber++, largestFile);
        boolean[] there = {false};
        int result = operate("create", text(name), part -> {
            there[0] = where.names().containsKey(text(name));
            if (part == 1 && !there[0]) {
                where.add(text(name), inode);
            }
        });
        if (result < 0) {
            return result;
        }
        return there[0] ? -EEXIST : opened(inode, null, text(name));
    }

    /** Closes a descriptor. */
    public int close(int descriptor) {
        scheduler.step();
        OpenFile file = file(descriptor);
        if (file.inode() != null) {
            file.inode().unlock(file);
        }
        open.remove(descriptor);
        return 0;
    }

    /** Takes the lock of a file. */
    public int tryLock(int descriptor) {
        scheduler.step();
        boolean taken = inode(descriptor).lock(file(descriptor)) || mutation == Mutation.FLOCK_DROPPED;
        return taken ? 0 : -EWOULDBLOCK;
    }

    /** Takes a share of the lock of a file. */
    public int tryShare(int descriptor) {
        scheduler.step();
        boolean taken = inode(descriptor).share(file(descriptor)) || mutation == Mutation.FLOCK_DROPPED;
        return taken ? 0 : -EWOULDBLOCK;
    }

    /** Gives up the lock of a file. */
    public int unlock(int descriptor) {
        inode(descriptor).unlock(file(descriptor));
        scheduler.step();
        return 0;
    }

    /**
     * What a file is like.
     *
     * @param number its identity
     * @param length its length
     */
    public record Status(long number, long length) {}

    /** Looks at a file. */
    public Status status(int descriptor) {
        scheduler.step();
        SimulatedInode inode = inode(descriptor);
        return new Status(inode.number(), inode.length());
    }

    /** Writes to a file, perhaps less than it is told to. */
    public long writeAt(int descriptor, ByteBuffer source, long position) {
        OpenFile file = file(descriptor);
        int count = source.remaining();
        int some = count > 1 && scheduler.random().nextInt(4) == 0
                ? 1 + scheduler.random().nextInt(count)
                : count;
        if (position + some > file.inode().largest()) {
            return -EFBIG;
        }
        byte[] bytes = new byte[some];
        source.get(source.position(), bytes);
        int result = write(file.inode(), file.name(), (int) position, bytes);
        if (result < 0) {
            return result;
        }
        source.position(source.position() + some);
        return some;
    }

    private int write(SimulatedInode file, String name, int at, byte[] bytes) {
        return operate("write", name, part -> {
            byte[] written = part == 1 ? bytes : Arrays.copyOf(bytes, (int) (part * bytes.length));
            if (written.length > 0) {
                file.write(at, written);
            }
        });
    }

    /** Cuts a file to a length. */
    public int truncate(int descriptor, long length) {
        OpenFile file = file(descriptor);
        return operate("truncate", file.name(), part -> {
            if (part == 1) {
                file.inode().resize((int) length);
            }
        });
    }

    /** Makes a file longer. */
    public int allocate(int descriptor, long position, long count) {
        OpenFile file = file(descriptor);
        if (position + count > file.inode().largest()) {
            return -EFBIG;
        }
        return operate("allocate", file.name(), part -> {
            int length = (int) (position + part * count);
            if (length > file.inode().length()) {
                file.inode().resize(length);
            }
        });
    }

    /** Maps a file from its beginning. */
    public ByteBuffer map(int descriptor) {
        scheduler.step();
        OpenFile file = file(descriptor);
        ByteBuffer mapped = file.inode().mapped();
        mappings.put(mapped, new Mapping(file.inode(), file.name()));
        return mapped;
    }

    /** Ends a mapping. */
    public int unmap(ByteBuffer mapped) {
        scheduler.step();
        mappings.get(mapped).ended = true;
        return 0;
    }

    /** Brings a file's contents, or a directory's names, to the disk. */
    public int sync(int descriptor) {
        OpenFile file = file(descriptor);
        int result = operate("sync", file.name(), part -> {
            if (part < 1) {
                return;
            }
            if (file.directory() != null) {
                file.directory().sync();
            } else if (mutation != Mutation.FSYNC_SKIPPED) {
                file.inode().sync();
            }
        });
        if (result < 0) {
            syncFailed = true;
            if (file.inode() != null) {
                file.inode().failSync(scheduler.random());
            }
        }
        return result;
    }

    /** Gives a file another name. */
    public int rename(int directory, byte[] from, byte[] to) {
        SimulatedDirectory where = file(directory).directory();
        int result = operate("rename", text(to), part -> {
            if (part == 1) {
                where.rename(text(from), text(to));
            }
        });
        scheduler.step();
        heldBack.run();
        heldBack = () -> {};
        return result;
    }

    /** Removes a name. */
    public int remove(int directory, byte[] name) {
        SimulatedDirectory where = file(directory).directory();
        if (!where.names().containsKey(text(name))) {
            return -ENOENT;
        }
        return operate("remove", text(name), part -> {
            if (part == 1) {
                where.remove(text(name));
            }
        });
    }

    private Mapping mapping(ByteBuffer buffer, int at, int count) {
        Mapping mapping = mappings.get(buffer);
        if (mapping != null && mapping.ended) {
            throw new IllegalStateException(mapping.name + " is used after it was unmapped; the JVM would crash");
        }
        if (mapping != null && at + count > mapping.file.length()) {
            throw new InternalError("a fault occurred in an unsafe memory access operation");
        }
        return mapping;
    }

    ByteBuffer put(ByteBuffer target, int at, ByteBuffer source, int from, int count) {
        Mapping mapping = mapping(target, at, count);
        if (mapping == null) {
            return target.put(at, source, from, count);
        }
        byte[] bytes = new byte[count];
        source.get(from, bytes);
        store(mapping, at, bytes);
        return target;
    }

    void putLong(ByteBuffer target, int at, long value) {
        Mapping mapping = mapping(target, at, Long.BYTES);
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        store(mapping, at, bytes);
    }

    /** A store to mapped memory, which the device cannot refuse. A large one may be seen in part. */
    private void store(Mapping mapping, int at, byte[] bytes) {
        scheduler.step();
        if (mutation == Mutation.RENAME_SWAPPED && mapping.name.endsWith(".new")) {
            heldBack = () -> mapping.file.write(at, bytes);
            return;
        }
        scheduler.note("store " + bytes.length + " at " + at + " of " + mapping.name);
        if (faults.next("store") == Faults.Fate.STOPPED) {
            if (bytes.length > Long.BYTES) {
                mapping.file.write(at, Arrays.copyOf(bytes, scheduler.random().nextInt(bytes.length)));
            }
            onStop.run();
        } else if (bytes.length > Long.BYTES && scheduler.random().nextBoolean()) {
            int first = 1 + scheduler.random().nextInt(bytes.length - 1);
            mapping.file.write(at, Arrays.copyOf(bytes, first));
            scheduler.step();
            mapping.file.write(at + first, Arrays.copyOfRange(bytes, first, bytes.length));
        } else {
            mapping.file.write(at, bytes);
        }
        scheduler.step();
    }

    long getLong(ByteBuffer source, int at) {
        scheduler.step();
        mapping(source, at, Long.BYTES);
        return source.getLong(at);
    }
}
