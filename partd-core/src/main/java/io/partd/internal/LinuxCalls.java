package io.partd.internal;

import com.sun.jna.Native;
import io.partd.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The system calls of 64-bit Linux. Thread-safe. */
final class LinuxCalls implements SystemCalls {

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

    private static final int PROTECTION_READ = 1;
    private static final int PROTECTION_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final long MAP_FAILED = -1;

    private static final byte[] EMPTY = {0};

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
                throw new IOException(e.getMessage(), e);
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

    /** Returns the flags for a system by the JDK's name of it. */
    static Flags flags(String system, String processor) throws IOException {
        Flags flags = PROCESSORS.get(processor);
        if (!system.equals("Linux") || flags == null) {
            throw new IOException(
                    "directories shared through flock(2) need Linux on amd64, aarch64, riscv64, ppc64le, s390x or"
                            + " loongarch64, and this is " + system + " on " + processor);
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
        return LibC.statx(file, EMPTY, AT_EMPTY_PATH, BASIC_STATUS, result.address()) < 0 ? -Native.getLastError() : 0;
    }

    @Override
    public int status(int directory, byte[] name, FileStatus result) {
        return LibC.statx(directory, name, AT_NO_FOLLOW, BASIC_STATUS, result.address()) < 0
                ? -Native.getLastError()
                : 0;
    }

    @Override
    public long write(int file, long address, long count) {
        long result;
        do {
            result = LibC.write(file, address, count);
        } while (result < 0 && Native.getLastError() == Errno.EINTR);
        return result < 0 ? -Native.getLastError() : result;
    }

    @Override
    public long gather(int file, long vectors, int count) {
        long result;
        do {
            result = LibC.writev(file, vectors, count);
        } while (result < 0 && Native.getLastError() == Errno.EINTR);
        return result < 0 ? -Native.getLastError() : result;
    }

    @Override
    public long writeAt(int file, long address, long count, long position) {
        long result;
        do {
            result = LibC.pwrite(file, address, count, position);
        } while (result < 0 && Native.getLastError() == Errno.EINTR);
        return result < 0 ? -Native.getLastError() : result;
    }

    @Override
    public long read(int file, long address, long count, long position) {
        long result;
        do {
            result = LibC.pread(file, address, count, position);
        } while (result < 0 && Native.getLastError() == Errno.EINTR);
        return result < 0 ? -Native.getLastError() : result;
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
    public long map(int file, long position, long count) {
        return map(file, position, count, PROTECTION_READ_WRITE);
    }

    @Override
    public long mapToRead(int file, long position, long count) {
        return map(file, position, count, PROTECTION_READ);
    }

    private static long map(int file, long position, long count, int protection) {
        long result = LibC.mmap(0, count, protection, MAP_SHARED, file, position);
        return result == MAP_FAILED ? -Native.getLastError() : result;
    }

    @Override
    public int unmap(long address, long count) {
        return LibC.munmap(address, count) < 0 ? -Native.getLastError() : 0;
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

    @Override
    public int user() {
        return LibC.geteuid();
    }
}
