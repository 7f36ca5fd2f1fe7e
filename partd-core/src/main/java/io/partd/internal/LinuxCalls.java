package io.partd.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.partd.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of 64-bit Linux: {@code flock(2)}, the lock that Python takes, and file access that follows no
 * symbolic link. Thread-safe.
 */
final class LinuxCalls implements SystemCalls {

    /** The name of the locks. */
    static final String LOCK_KIND = "flock(2)";

    private static final int WRITE_ONLY = 1;
    private static final int READ_WRITE = 2;
    private static final int CREATE = 0100;
    private static final int EXCLUSIVE = 0200;
    private static final int APPEND = 02000;
    private static final int NO_WAIT = 04000;
    private static final int CLOSE_ON_EXEC = 02000000;

    private static final int LOCK_SHARED = 1;
    private static final int LOCK_EXCLUSIVE = 2;
    private static final int LOCK_NO_WAIT = 4;
    private static final int LOCK_RELEASE = 8;

    private static final int AT_NO_FOLLOW = 0x100;
    private static final int AT_REMOVE_DIRECTORY = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int BASIC_STATUS = 0x7ff;

    private static final int KIND = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;

    private static final int VECTOR_BYTES = 16;

    private static final int PROTECTION_READ = 1;
    private static final int PROTECTION_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final long MAP_FAILED = -1;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int PAGE = 4 << 10;

    private static final byte[] EMPTY = {0};

    private static final int LOCK_TEST = 36;
    private static final int LOCK_SET = 37;
    private static final short READ_LOCK = 0;
    private static final short WRITE_LOCK = 1;
    private static final short NO_LOCK = 2;

    /** NFS, SMB and CIFS, as {@code statfs} names them. */
    private static final Set<Integer> NETWORK = Set.of(0x6969, 0x517b, 0xff534d42, 0xfe534d42);

    /** The two open flags that differ between processors; all other constants are the same on these. */
    private record Flags(int directory, int noFollow) {}

    private static final Flags GENERIC = new Flags(0200000, 0400000);
    private static final Flags ARM_AND_POWER = new Flags(040000, 0100000);
    private static final Map<String, Flags> PROCESSORS = Map.of(
            "amd64", GENERIC,
            "x86_64", GENERIC,
            "riscv64", GENERIC,
            "s390x", GENERIC,
            "loongarch64", GENERIC,
            "aarch64", ARM_AND_POWER,
            "ppc64le", ARM_AND_POWER);

    private static final String JNA_DIRECTORY = "jna.tmpdir";
    private static final NativeLibrary JNA =
            NativeLibrary.of("JNA", LinuxCalls::loadJna).unpackedTo(JNA_DIRECTORY);

    private static @Nullable LinuxCalls instance;

    private final Flags flags;

    private LinuxCalls(Flags flags) {
        this.flags = flags;
    }

    static synchronized LinuxCalls instance() throws IOException {
        if (instance == null) {
            Flags flags = flags(System.getProperty("os.name"), System.getProperty("os.arch"));
            try {
                JNA.load();
            } catch (UnsatisfiedLinkError e) {
                throw new IOException(
                        e.getMessage() + "; or use -D" + PROPERTY + "=portable, which does without native code", e);
            }
            instance = new LinuxCalls(flags);
        }
        return instance;
    }

    /**
     * Loads JNA, which uses a directory in the user's cache. Without a home directory JNA would make a directory named
     * {@code ?} in the current one, and without a temporary directory it logs a stack trace.
     */
    private static void loadJna() {
        String directory = System.getProperty(JNA_DIRECTORY);
        if (directory != null) {
            new File(directory).mkdirs(); // as JNA does
        } else if (!hasCache()) {
            directory = System.getProperty("java.io.tmpdir");
            System.setProperty(JNA_DIRECTORY, directory);
        }
        if (directory != null && !Files.isWritable(Path.of(directory))) {
            throw new UnsatisfiedLinkError(directory + " cannot be written");
        }
        LibC.bind();
    }

    private static boolean hasCache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path place = Path.of(cache == null || cache.isBlank() ? System.getProperty("user.home") : cache);
        return place.isAbsolute() && Files.isWritable(place);
    }

    /** Returns whether this is a system that these calls know. */
    static boolean isHere() {
        return System.getProperty("os.name").equals("Linux") && PROCESSORS.containsKey(System.getProperty("os.arch"));
    }

    /** Returns the flags for a system by the JDK's name of it. */
    static Flags flags(String system, String processor) throws IOException {
        Flags flags = PROCESSORS.get(processor);
        if (!system.equals("Linux") || flags == null) {
            throw new IOException(
                    "-D" + PROPERTY + "=native needs Linux on amd64, aarch64, riscv64, ppc64le, s390x or loongarch64,"
                            + " and this is " + system + " on " + processor);
        }
        return flags;
    }

    @Override
    public int openDirectory(int directory, byte[] name) {
        return open(directory, name, flags.directory, 0);
    }

    @Override
    public int openToRead(int directory, byte[] name) {
        return open(directory, name, NO_WAIT, 0);
    }

    @Override
    public int openToAppend(int directory, byte[] name) {
        return open(directory, name, WRITE_ONLY | APPEND | NO_WAIT, 0);
    }

    @Override
    public int create(int directory, byte[] name, int mode) {
        return open(directory, name, WRITE_ONLY | APPEND | CREATE | EXCLUSIVE, mode);
    }

    @Override
    public int openToUpdate(int directory, byte[] name) {
        return open(directory, name, READ_WRITE | NO_WAIT, 0);
    }

    @Override
    public int createToUpdate(int directory, byte[] name, int mode) {
        return open(directory, name, READ_WRITE | CREATE | EXCLUSIVE, mode);
    }

    private int open(int directory, byte[] name, int how, int mode) {
        int result;
        do {
            result = LibC.openat(directory, name, how | flags.noFollow | CLOSE_ON_EXEC, mode);
        } while (result < 0 && Native.getLastError() == Errno.EINTR);
        return result < 0 ? -Native.getLastError() : result;
    }

    @Override
    public int close(int file) {
        return LibC.close(file) < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public String lockKind() {
        return LOCK_KIND;
    }

    /**
     * Marks the file by an open file description lock, which conflicts with the locks of {@code FileChannel}. Such a
     * lock is exclusive, so that one who may only read finds it too; on a file that is open for reading only it is
     * shared. Marks nothing on network file systems: there {@code flock} itself conflicts with those locks, and with
     * marks.
     */
    @Override
    public int mark(int file) {
        byte[] system = new byte[256];
        if (LibC.fstatfs(file, system) < 0
                || NETWORK.contains(
                        ByteBuffer.wrap(system).order(ByteOrder.nativeOrder()).getInt(0))) {
            return 0;
        }
        long mark = NATIVE_MARKS + ThreadLocalRandom.current().nextInt(MARKS);
        byte[] own = range(WRITE_LOCK, mark, 1);
        int set = LibC.fcntl(file, LOCK_SET, own);
        if (set < 0 && Native.getLastError() == Errno.EBADF) {
            own = range(READ_LOCK, mark, 1);
            set = LibC.fcntl(file, LOCK_SET, own);
        }
        if (set < 0) {
            // A process with the other kind of locks is looking for marks at this moment, or there are no such locks.
            return Native.getLastError() == Errno.EWOULDBLOCK || Native.getLastError() == Errno.EACCES
                    ? -Errno.EBUSY
                    : 0;
        }
        byte[] found = range(WRITE_LOCK, PORTABLE_MARKS, MARKS);
        if (LibC.fcntl(file, LOCK_TEST, found) == 0
                && ByteBuffer.wrap(found).order(ByteOrder.nativeOrder()).getShort(0) != NO_LOCK) {
            LibC.fcntl(file, LOCK_SET, range(NO_LOCK, mark, 1));
            return -Errno.EBUSY;
        }
        return 0;
    }

    /** Returns a {@code struct flock}. */
    private static byte[] range(short type, long start, long count) {
        byte[] lock = new byte[32];
        ByteBuffer.wrap(lock)
                .order(ByteOrder.nativeOrder())
                .putShort(0, type)
                .putLong(8, start)
                .putLong(16, count);
        return lock;
    }

    @Override
    public int tryLock(int file) {
        return LibC.flock(file, LOCK_EXCLUSIVE | LOCK_NO_WAIT) < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int tryShare(int file) {
        return LibC.flock(file, LOCK_SHARED | LOCK_NO_WAIT) < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int unlock(int file) {
        return LibC.flock(file, LOCK_RELEASE) < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int status(int file, FileStatus result) {
        return status(file, EMPTY, AT_EMPTY_PATH, result);
    }

    @Override
    public int status(int directory, byte[] name, FileStatus result) {
        return status(directory, name, AT_NO_FOLLOW, result);
    }

    /**
     * Reads {@code struct statx}, whose layout is the same on every Linux.
     *
     * <pre>
     * offset  bytes
     *     20      4  owner
     *     28      2  kind, in the upper four bits, and mode
     *     32      8  inode
     *     40      8  size
     *    136      8  device
     * </pre>
     */
    private static int status(int directory, byte[] name, int how, FileStatus result) {
        byte[] bytes = new byte[256];
        if (LibC.statx(directory, name, how, BASIC_STATUS, bytes) < 0) {
            return -Native.getLastError();
        }
        ByteBuffer status = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        FileStatus.Kind kind = switch (status.getShort(28) & KIND) {
            case REGULAR -> FileStatus.Kind.REGULAR;
            case DIRECTORY -> FileStatus.Kind.DIRECTORY;
            case LINK -> FileStatus.Kind.LINK;
            default -> FileStatus.Kind.OTHER;
        };
        result.set(kind, status.getLong(40), status.getInt(20), new Identity(status.getLong(136), status.getLong(32)));
        return 0;
    }

    /**
     * The identity of a file.
     *
     * @param device the file system
     * @param inode the file in the file system
     */
    record Identity(long device, long inode) {}

    /** Returns the address of what remains in a direct buffer. */
    private static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct)) + direct.position();
    }

    @Override
    public long write(int file, ByteBuffer[] sources, int first, int count) {
        try {
            long result = count == 1
                    ? write(file, address(sources[first]), sources[first].remaining())
                    : gather(file, vectors(sources, first, count), count);
            long left = result;
            for (int i = first; left > 0; i++) {
                int part = (int) Math.min(left, sources[i].remaining());
                sources[i].position(sources[i].position() + part);
                left -= part;
            }
            return result;
        } finally {
            Reference.reachabilityFence(sources);
        }
    }

    /** Returns an array of {@code struct iovec}. */
    private static byte[] vectors(ByteBuffer[] sources, int first, int count) {
        byte[] vectors = new byte[count * VECTOR_BYTES];
        ByteBuffer target = ByteBuffer.wrap(vectors).order(ByteOrder.nativeOrder());
        for (int i = first; i < first + count; i++) {
            target.putLong(address(sources[i])).putLong(sources[i].remaining());
        }
        return vectors;
    }

    private static long write(int file, long address, long count) {
        long result;
        do {
            result = LibC.write(file, address, count);
        } while (result < 0 && Native.getLastError() == Errno.EINTR);
        return result < 0 ? -Native.getLastError() : result;
    }

    private static long gather(int file, byte[] vectors, int count) {
        long result;
        do {
            result = LibC.writev(file, vectors, count);
        } while (result < 0 && Native.getLastError() == Errno.EINTR);
        return result < 0 ? -Native.getLastError() : result;
    }

    @Override
    public long writeAt(int file, ByteBuffer source, long position) {
        try {
            long result;
            do {
                result = LibC.pwrite(file, address(source), source.remaining(), position);
            } while (result < 0 && Native.getLastError() == Errno.EINTR);
            return result < 0 ? -Native.getLastError() : advance(source, result);
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    @Override
    public long read(int file, ByteBuffer target, long position) {
        try {
            long result;
            do {
                result = LibC.pread(file, address(target), target.remaining(), position);
            } while (result < 0 && Native.getLastError() == Errno.EINTR);
            return result < 0 ? -Native.getLastError() : advance(target, result);
        } finally {
            Reference.reachabilityFence(target);
        }
    }

    private static long advance(ByteBuffer buffer, long count) {
        buffer.position(buffer.position() + (int) count);
        return count;
    }

    @Override
    public int truncate(int file, long length) {
        int result;
        do {
            result = LibC.ftruncate(file, length);
        } while (result < 0 && Native.getLastError() == Errno.EINTR);
        return result < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int allocate(int file, long position, long count) {
        int result;
        do {
            result = LibC.fallocate(file, 0, position, count);
        } while (result < 0 && Native.getLastError() == Errno.EINTR);
        return result < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public ByteBuffer map(int file, long position, int count, Path path) throws IOException {
        return map(file, position, count, PROTECTION_READ_WRITE, path);
    }

    @Override
    public ByteBuffer mapToRead(int file, long position, int count, Path path) throws IOException {
        return map(file, position, count, PROTECTION_READ, path).asReadOnlyBuffer();
    }

    private static ByteBuffer map(int file, long position, int count, int protection, Path path) throws IOException {
        long address = LibC.mmap(0, count, protection, MAP_SHARED, file, position);
        if (address == MAP_FAILED) {
            throw Errno.exception(-Native.getLastError(), path);
        }
        return new Pointer(address).getByteBuffer(0, count);
    }

    @Override
    public int populate(ByteBuffer mapped, int from, int count) {
        long page = from & -PAGE;
        long address = Pointer.nativeValue(Native.getDirectBufferPointer(mapped)) + page;
        return LibC.madvise(address, from + count - page, MADV_POPULATE_WRITE) < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int unmap(ByteBuffer mapped) {
        long address = Pointer.nativeValue(Native.getDirectBufferPointer(mapped));
        return LibC.munmap(address, mapped.capacity()) < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int sync(int file) {
        int result;
        do {
            result = LibC.fsync(file);
        } while (result < 0 && Native.getLastError() == Errno.EINTR);
        return result < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int makeDirectory(int directory, byte[] name, int mode) {
        return LibC.mkdirat(directory, name, mode) < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int rename(int directory, byte[] from, byte[] to) {
        return LibC.renameat(directory, from, directory, to) < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int remove(int directory, byte[] name) {
        return LibC.unlinkat(directory, name, 0) < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int removeDirectory(int directory, byte[] name) {
        return LibC.unlinkat(directory, name, AT_REMOVE_DIRECTORY) < 0 ? -Native.getLastError() : 0;
    }
}
