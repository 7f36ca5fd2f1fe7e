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
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory {@code partd-….tmp}, for this user only, that is deleted after use: when it is closed, and when the JVM
 * ends normally or by {@code SIGTERM} or {@code SIGINT}. If the JVM is killed, the next {@link #create} in the same
 * parent deletes it.
 *
 * <pre>{@code
 * try (TemporaryDirectory output = TemporaryDirectory.create(parent)) {
 *     Files.writeString(output.path().resolve("part-00000.csv"), "city,fare\n");
 *     output.keepAs(target); // appears with everything in it, or an exception is thrown and nothing stays
 * }
 * }</pre>
 *
 * <p>The owner holds a file {@code partd-….owner} beside the directory with {@code flock(2)} while it lives. A file
 * that nobody holds belongs to a dead process. Thread-safe.
 */
public final class TemporaryDirectory implements Closeable {

    private static final String PREFIX = "partd-";
    private static final String DIRECTORY = ".tmp";
    private static final String OWNER = ".owner";
    private static final Pattern NAME =
            Pattern.compile(PREFIX + "[0-9a-f]{16}(" + Pattern.quote(DIRECTORY) + "|" + Pattern.quote(OWNER) + ")");
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
     * Makes a temporary directory in an existing directory. Deletes first what dead processes of this user left there.
     *
     * @throws IOException if the directory cannot be made, the JVM is ending, or the system is not one that the file
     *     store runs on
     */
    public static TemporaryDirectory create(Path parent) throws IOException {
        SystemCalls calls = SystemCalls.system();
        Path place = parent.toRealPath();
        while (true) {
            String name =
                    PREFIX + String.format("%016x", ThreadLocalRandom.current().nextLong());
            Path owner = place.resolve(name + OWNER);
            int file = calls.create(SystemCalls.ANYWHERE, CString.of(owner), OWNER_ONLY);
            if (file == -Errno.EEXIST) {
                continue;
            }
            LockFile lock = new LockFile(calls, Errno.require(file, owner), owner);
            // Another process may have removed the file before we locked it, taking its owner for dead.
            if (!isOurs(lock, owner)) {
                lock.close();
                continue;
            }
            TemporaryDirectory made = new TemporaryDirectory(place.resolve(name + DIRECTORY), owner, lock);
            int result;
            try {
                sweep(calls, place, owner);
                result = calls.makeDirectory(SystemCalls.ANYWHERE, CString.of(made.path), OWNER_ONLY_DIRECTORY);
            } catch (Throwable e) {
                made.releaseOwner();
                throw e;
            }
            if (result < 0) {
                made.releaseOwner();
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

    /** Returns whether a file has a name that a temporary directory, or the file of its owner, can have. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
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
     * Makes the directory permanent by renaming it, in one atomic step. The target must be missing or an empty
     * directory, on the same file system. The result has the permissions of the target, or those of a new directory.
     *
     * @throws DirectoryNotEmptyException if the target is not empty; the directory stays temporary
     * @throws IOException if the directory cannot be renamed; it stays temporary
     * @throws IllegalStateException if the directory has been closed or kept
     */
    public synchronized void keepAs(Path target) throws IOException {
        if (lock == null) {
            throw new IllegalStateException(path + " has been closed or kept");
        }
        boolean made = makeTarget(target);
        try {
            if (Files.getFileAttributeView(path, PosixFileAttributeView.class) == null) {
                // Windows has no such permissions, and replaces no directory.
                Files.delete(target);
            } else {
                Files.setPosixFilePermissions(path, Files.getPosixFilePermissions(target));
            }
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (made) {
                Files.deleteIfExists(target);
            }
            throw e;
        }
        unregister();
        releaseOwner();
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

    /** Deletes the directory with everything in it, unless it was kept. A second call has no effect. */
    @Override
    public synchronized void close() throws IOException {
        if (lock != null) {
            DirectoryTree.delete(path);
            unregister();
            releaseOwner();
        }
    }

    /** Returns the path. */
    @Override
    public String toString() {
        return path.toString();
    }

    private synchronized void releaseOwner() throws IOException {
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

    /** Returns whether a path is that of a temporary directory of this JVM. */
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
                // The JVM is ending, so nobody can be told; the next process deletes the directory.
            }
        }
    }

    /**
     * Deletes the directories of dead processes of this user.
     *
     * @param own a file that this process has made, so that it shows who this user is
     */
    private static void sweep(SystemCalls calls, Path place, Path own) throws IOException {
        FileStatus status = new FileStatus();
        Errno.require(calls.status(SystemCalls.ANYWHERE, CString.of(own), status), own);
        Object user = status.owner();
        try (DirectoryStream<Path> owners = Files.newDirectoryStream(place, PREFIX + "*" + OWNER)) {
            for (Path owner : owners) {
                try {
                    int result = calls.status(SystemCalls.ANYWHERE, CString.of(owner), status);
                    if (result == 0 && status.isRegular() && status.owner().equals(user) && !owner.equals(own)) {
                        deleteIfDead(calls, place, owner);
                    }
                } catch (IOException ignored) {
                    // A directory that cannot be deleted must not stop this process.
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void deleteIfDead(SystemCalls calls, Path place, Path owner) throws IOException {
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
