package io.partd.temporary;

import io.partd.internal.CString;
import io.partd.internal.DirectoryTree;
import io.partd.internal.Errno;
import io.partd.internal.FileStatus;
import io.partd.internal.LockFile;
import io.partd.internal.SystemCalls;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A directory {@code partd-….tmp}, for this user only, that is gone after use: closed, it is deleted; a normal end of
 * the JVM, {@code SIGTERM} and {@code SIGINT} delete it; and if the JVM is killed, the next {@link #create} beside it
 * does.
 *
 * <p>For the last, a file {@code partd-….owner} beside it is held with {@code flock(2)} as long as the owner lives. One
 * that nobody holds belongs to the dead. Thread-safe.
 */
public final class TemporaryDirectory implements Closeable {

    private static final String PREFIX = "partd-";
    private static final String DIRECTORY = ".tmp";
    private static final String OWNER = ".owner";
    private static final int OWNER_ONLY = 0600;
    private static final int OWNER_ONLY_DIRECTORY = 0700;

    private static final Set<TemporaryDirectory> LIVE = new HashSet<>();
    private static boolean hooked;
    /** Whether what is left has been deleted, as the JVM is ending. */
    private static boolean ended;

    private final Path path;
    private final Path owner;
    private @Nullable LockFile lock;

    private TemporaryDirectory(Path path, Path owner, LockFile lock) {
        this.path = path;
        this.owner = owner;
        this.lock = lock;
    }

    /**
     * Makes a temporary directory in an existing one, after deleting what dead processes of this user left there.
     *
     * @throws IOException if that is not possible, the JVM is ending, or the system is not one of those that the file
     *     store runs on
     */
    public static TemporaryDirectory create(Path parent) throws IOException {
        SystemCalls calls = SystemCalls.system();
        Path place = parent.toRealPath();
        sweep(calls, place);
        while (true) {
            String name =
                    PREFIX + String.format("%016x", ThreadLocalRandom.current().nextLong());
            Path owner = place.resolve(name + OWNER);
            int file = calls.create(SystemCalls.ANYWHERE, CString.of(owner), OWNER_ONLY);
            if (file == -Errno.EEXIST) {
                continue;
            }
            LockFile lock = new LockFile(calls, Errno.require(file, owner), owner);
            // Between making the file and locking it, another process may have taken it for a dead one's and removed
            // it.
            if (!isOurs(lock, owner)) {
                lock.close();
                continue;
            }
            TemporaryDirectory made = new TemporaryDirectory(place.resolve(name + DIRECTORY), owner, lock);
            int result = calls.makeDirectory(SystemCalls.ANYWHERE, CString.of(made.path), OWNER_ONLY_DIRECTORY);
            if (result < 0) {
                made.giveUp();
                if (result == -Errno.EEXIST) {
                    continue;
                }
                throw Errno.exception(result, made.path);
            }
            try {
                made.register();
            } catch (Throwable e) {
                made.close();
                throw e;
            }
            return made;
        }
    }

    private static boolean isOurs(LockFile lock, Path owner) throws IOException {
        try {
            return lock.tryAcquire() && lock.isInPlace();
        } catch (Throwable e) {
            lock.close();
            Files.deleteIfExists(owner);
            throw e;
        }
    }

    /** Returns the directory, absolute. */
    public Path path() {
        return path;
    }

    /**
     * Makes the directory permanent under another name, in one step: it is wholly there, or not. The target is missing
     * or an empty directory, on the same file system; it ends up with the permissions that it has, or that a new
     * directory gets.
     *
     * @throws DirectoryNotEmptyException if there is something in the target; the directory is still temporary then
     * @throws IOException if it cannot be renamed; the directory is still temporary then
     * @throws IllegalStateException if it has been closed or kept
     */
    public synchronized void keepAs(Path target) throws IOException {
        if (lock == null) {
            throw new IllegalStateException(path + " has been closed or kept");
        }
        boolean made = makeTarget(target);
        try {
            Files.setPosixFilePermissions(path, Files.getPosixFilePermissions(target));
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (made) {
                Files.deleteIfExists(target);
            }
            throw e;
        }
        unregister();
        giveUp();
    }

    private static boolean makeTarget(Path target) throws IOException {
        try {
            Files.createDirectory(target);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException(target.toString());
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
                if (entries.iterator().hasNext()) {
                    throw new DirectoryNotEmptyException(target.toString());
                }
            }
            return false;
        }
    }

    /** Deletes the directory with everything in it, if it has not been kept. A second call has no effect. */
    @Override
    public synchronized void close() throws IOException {
        if (lock != null) {
            DirectoryTree.delete(path);
            unregister();
            giveUp();
        }
    }

    /** Returns the path. */
    @Override
    public String toString() {
        return path.toString();
    }

    private synchronized void giveUp() throws IOException {
        LockFile held = lock;
        if (held != null) {
            lock = null;
            try (held) {
                Files.deleteIfExists(owner);
            }
        }
    }

    private void register() throws IOException {
        synchronized (LIVE) {
            if (!hooked && !ended) {
                try {
                    Runtime.getRuntime().addShutdownHook(new Thread(TemporaryDirectory::closeAll, "partd-temporary"));
                    hooked = true;
                } catch (IllegalStateException e) {
                    ended = true;
                }
            }
            if (ended) {
                throw new IOException("no temporary directory can be made in " + path.getParent()
                        + " while the JVM is ending; nothing would delete it");
            }
            LIVE.add(this);
        }
    }

    /** Tells whether a path is that of a temporary directory of this JVM. */
    public static boolean isLive(Path path) {
        synchronized (LIVE) {
            return LIVE.stream().anyMatch(directory -> directory.path.equals(path));
        }
    }

    private void unregister() {
        synchronized (LIVE) {
            LIVE.remove(this);
        }
    }

    private static void closeAll() {
        List<TemporaryDirectory> left;
        synchronized (LIVE) {
            ended = true;
            left = List.copyOf(LIVE);
        }
        for (TemporaryDirectory directory : left) {
            try {
                directory.close();
            } catch (IOException ignored) {
                // The JVM is ending and has nobody to tell; the next process sweeps it.
            }
        }
    }

    /** Deletes what dead processes left. */
    private static void sweep(SystemCalls calls, Path place) throws IOException {
        FileStatus status = new FileStatus();
        try (DirectoryStream<Path> owners = Files.newDirectoryStream(place, PREFIX + "*" + OWNER)) {
            for (Path owner : owners) {
                try {
                    int result = calls.status(SystemCalls.ANYWHERE, CString.of(owner), status);
                    if (result == 0 && status.isRegular() && status.owner() == calls.user()) {
                        sweep(calls, place, owner);
                    }
                } catch (IOException ignored) {
                    // What cannot be deleted must not keep this process from working.
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void sweep(SystemCalls calls, Path place, Path owner) throws IOException {
        int file = calls.openToAppend(SystemCalls.ANYWHERE, CString.of(owner));
        if (file < 0) {
            return;
        }
        try (LockFile lock = new LockFile(calls, file, owner)) {
            if (lock.tryAcquire() && lock.isInPlace()) {
                String name = owner.getFileName().toString();
                String directory = name.substring(0, name.length() - OWNER.length()) + DIRECTORY;
                DirectoryTree.delete(place.resolve(directory));
                Files.deleteIfExists(owner);
            }
        }
    }
}
