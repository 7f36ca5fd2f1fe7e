package io.partd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The same calls by what every JDK has: {@link FileChannel}, its locks and {@link Files}. Needs no native code of its
 * own. Thread-safe.
 *
 * <p>A directory is a path here, since the JDK opens no file relative to a directory. So an attacker who replaces a
 * directory on the path by a symbolic link leads elsewhere; the last part of a path is never followed. If a directory
 * is replaced by another one, its descriptor names the new one.
 *
 * <p>What may wait for the disk runs in threads that nobody interrupts, see {@link Uninterrupted}: an interrupt would
 * close the channel, and with it the locks.
 */
final class PortableCalls implements SystemCalls {

    /** The name of the locks. */
    static final String LOCK_KIND = "the JDK's file locks";

    private static final int OWNER_ONLY = 077;
    private static final PortableCalls INSTANCE = new PortableCalls();

    private final Map<Integer, OpenFile> open = new ConcurrentHashMap<>();
    private final AtomicInteger descriptors = new AtomicInteger();
    private final ChannelTable channels = new ChannelTable();
    private final @Nullable MappedArenas arenas = MappedArenas.ofThisJdk();

    private PortableCalls() {}

    static PortableCalls instance() {
        return INSTANCE;
    }

    /** Does something with files; returns the result, or a negated error number if it throws. */
    private static long result(IoSupplier<? extends Number> action) {
        try {
            return action.get().longValue();
        } catch (IOException e) {
            return -Errno.of(e);
        }
    }

    private static int status(IoRunnable action) {
        return (int) result(() -> {
            action.run();
            return 0;
        });
    }

    private OpenFile file(int descriptor) throws IOException {
        OpenFile file = open.get(descriptor);
        if (file == null) {
            throw new ClosedChannelException();
        }
        return file;
    }

    private FileChannel channel(int descriptor) throws IOException {
        return file(descriptor).channel();
    }

    private Path path(int directory, byte[] name) throws IOException {
        Path path = CString.path(name);
        return directory == ANYWHERE ? path : file(directory).path().resolve(path);
    }

    private int opened(OpenFile file) {
        int descriptor = descriptors.incrementAndGet();
        open.put(descriptor, file);
        return descriptor;
    }

    @Override
    public int openDirectory(int directory, byte[] name) {
        return (int) result(() -> {
            Path path = path(directory, name);
            return attributes(path).isDirectory() ? opened(new OpenFile(path)) : -Errno.ENOTDIR;
        });
    }

    @Override
    public int openToRead(int directory, byte[] name) {
        return (int) result(() -> {
            Path path = path(directory, name);
            BasicFileAttributes attributes = attributes(path);
            if (attributes.isSymbolicLink()) {
                return -Errno.ELOOP;
            }
            return opened(
                    attributes.isRegularFile() ? channels.open(path, ChannelTable.Mode.READ) : new OpenFile(path));
        });
    }

    @Override
    public int openToAppend(int directory, byte[] name) {
        return openToWrite(directory, name, ChannelTable.Mode.APPEND);
    }

    @Override
    public int openToUpdate(int directory, byte[] name) {
        return openToWrite(directory, name, ChannelTable.Mode.UPDATE);
    }

    private int openToWrite(int directory, byte[] name, ChannelTable.Mode mode) {
        return (int) result(() -> {
            Path path = path(directory, name);
            BasicFileAttributes attributes = attributes(path);
            if (attributes.isSymbolicLink()) {
                return -Errno.ELOOP;
            }
            if (attributes.isDirectory()) {
                return -Errno.EISDIR;
            }
            return attributes.isOther() ? -Errno.ENXIO : opened(channels.open(path, mode));
        });
    }

    @Override
    public int create(int directory, byte[] name, int mode) {
        return create(directory, name, mode, ChannelTable.Mode.APPEND);
    }

    @Override
    public int createToUpdate(int directory, byte[] name, int mode) {
        return create(directory, name, mode, ChannelTable.Mode.UPDATE);
    }

    private int create(int directory, byte[] name, int mode, ChannelTable.Mode how) {
        return (int) result(() -> {
            Path path = path(directory, name);
            return opened(channels.create(path, how, permissions(path, mode, "rw-------")));
        });
    }

    /** Returns the permissions of a new file: the owner's only, or those that are usual. */
    private static FileAttribute<?>[] permissions(Path path, int mode, String ownerOnly) {
        boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return (mode & OWNER_ONLY) == 0 && isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(ownerOnly))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public int close(int descriptor) {
        return status(() -> {
            OpenFile file = file(descriptor);
            if (open.remove(descriptor, file)) {
                file.close();
            }
        });
    }

    @Override
    public String lockKind() {
        return LOCK_KIND;
    }

    @Override
    public int mark(int descriptor) {
        return (int) result(() -> file(descriptor).mark() ? 0 : -Errno.EBUSY);
    }

    @Override
    public int tryLock(int descriptor) {
        return (int) result(() -> file(descriptor).tryLock() ? 0 : -Errno.EWOULDBLOCK);
    }

    @Override
    public int tryShare(int descriptor) {
        return (int) result(() -> file(descriptor).tryShare() ? 0 : -Errno.EWOULDBLOCK);
    }

    @Override
    public int unlock(int descriptor) {
        return status(() -> file(descriptor).unlock());
    }

    @Override
    public int status(int descriptor, FileStatus result) {
        return status(() -> {
            OpenFile file = file(descriptor);
            if (file.isRegular()) {
                file.status(result);
            } else {
                fill(result, file.path(), attributes(file.path()));
            }
        });
    }

    @Override
    public int status(int directory, byte[] name, FileStatus result) {
        return status(() -> {
            Path path = path(directory, name);
            fill(result, path, attributes(path));
        });
    }

    private static void fill(FileStatus result, Path path, BasicFileAttributes attributes) throws IOException {
        FileStatus.Kind kind = FileStatus.Kind.OTHER;
        if (attributes.isRegularFile()) {
            kind = FileStatus.Kind.REGULAR;
        } else if (attributes.isDirectory()) {
            kind = FileStatus.Kind.DIRECTORY;
        } else if (attributes.isSymbolicLink()) {
            kind = FileStatus.Kind.LINK;
        }
        result.set(kind, attributes.size(), owner(path), identity(path, attributes));
    }

    static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    static Object owner(Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the identity of a file: on Windows, which shows none, its path. */
    static Object identity(Path path, BasicFileAttributes attributes) {
        return Objects.requireNonNullElse(attributes.fileKey(), path);
    }

    @Override
    public long write(int descriptor, ByteBuffer[] sources, int first, int count) {
        return result(() -> {
            FileChannel channel = channel(descriptor);
            return Uninterrupted.call(() -> channel.write(sources, first, count));
        });
    }

    @Override
    public long writeAt(int descriptor, ByteBuffer source, long position) {
        return result(() -> {
            FileChannel channel = channel(descriptor);
            return Uninterrupted.call(() -> channel.write(source, position));
        });
    }

    @Override
    public long read(int descriptor, ByteBuffer target, long position) {
        return result(() -> {
            FileChannel channel = channel(descriptor);
            return Math.max(0, Uninterrupted.call(() -> channel.read(target, position)));
        });
    }

    @Override
    public int truncate(int descriptor, long length) {
        return status(() -> {
            FileChannel channel = channel(descriptor);
            Uninterrupted.run(() -> channel.truncate(length));
        });
    }

    /** Returns an error: the JDK cannot allocate blocks without writing them. */
    @Override
    public int allocate(int descriptor, long position, long count) {
        return -Errno.EOPNOTSUPP;
    }

    @Override
    public ByteBuffer map(int descriptor, long position, int count, Path path) throws IOException {
        return map(descriptor, position, count, path, MapMode.READ_WRITE);
    }

    @Override
    public ByteBuffer mapToRead(int descriptor, long position, int count, Path path) throws IOException {
        return map(descriptor, position, count, path, MapMode.READ_ONLY);
    }

    /** Maps up to the end of the file, as the JDK would make the file longer. */
    private ByteBuffer map(int descriptor, long position, int count, Path path, MapMode mode) throws IOException {
        try {
            FileChannel channel = channel(descriptor);
            return Uninterrupted.call(() -> {
                long mapped = Math.max(0, Math.min(count, channel.size() - position));
                return arenas == null
                        ? channel.map(mode, position, mapped)
                        : arenas.map(channel, mode, position, mapped);
            });
        } catch (IOException e) {
            throw Errno.exception(-Errno.of(e), path);
        }
    }

    @Override
    public int populate(ByteBuffer mapped, int from, int count) {
        return 0;
    }

    /** Before JDK 22, this has no effect: the garbage collector ends a mapping when nobody refers to it. */
    @Override
    public int unmap(ByteBuffer mapped) {
        return arenas == null ? 0 : status(() -> arenas.unmap(mapped));
    }

    @Override
    public int sync(int descriptor) {
        return status(() -> {
            OpenFile file = file(descriptor);
            if (file.isRegular()) {
                FileChannel channel = file.channel();
                Uninterrupted.run(() -> channel.force(true));
            } else {
                syncDirectory(file.path());
            }
        });
    }

    /**
     * Syncs the entries of a directory. Windows opens no directory, and needs no sync of it; nor does a directory that
     * another process has removed.
     */
    private static void syncDirectory(Path path) throws IOException {
        Uninterrupted.run(() -> {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (NoSuchFileException e) {
                return;
            } catch (AccessDeniedException e) {
                if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    throw e;
                }
            }
        });
    }

    @Override
    public int makeDirectory(int directory, byte[] name, int mode) {
        return status(() -> {
            Path path = path(directory, name);
            Files.createDirectory(path, permissions(path, mode, "rwx------"));
        });
    }

    @Override
    public int rename(int directory, byte[] from, byte[] to) {
        return status(() -> Files.move(path(directory, from), path(directory, to), StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public int remove(int directory, byte[] name) {
        return (int) result(() -> {
            Path path = path(directory, name);
            if (attributes(path).isDirectory()) {
                return -Errno.EISDIR;
            }
            Files.delete(path);
            return 0;
        });
    }

    @Override
    public int removeDirectory(int directory, byte[] name) {
        return (int) result(() -> {
            Path path = path(directory, name);
            if (!attributes(path).isDirectory()) {
                return -Errno.ENOTDIR;
            }
            Files.delete(path);
            return 0;
        });
    }
}
