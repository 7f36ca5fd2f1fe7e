package io.partd.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The directories of one kind that this JVM has open: all handles on a directory share what was opened there.
 * Thread-safe.
 *
 * <p>A directory is opened, and closed, by one thread, which holds no lock of this class meanwhile: to open a directory
 * may mean to wait for another process, or to read all of it. A thread that wants the same directory waits until that
 * thread is done; a thread that wants another directory does not wait. The monitor guards what is open and is the last
 * lock to be taken; nothing slow is done under it. The thread that closes a directory waits for no thread that waits
 * here: the last user has gone.
 */
public final class OpenDirectories<T> {

    private final String kind;
    private final Closing<T> closing;
    private final Map<Path, Shared> directories = new HashMap<>();

    /** Opens a directory. */
    @FunctionalInterface
    public interface Opening<T> {
        T open(Path directory) throws IOException;
    }

    /** Closes what was opened in a directory. */
    @FunctionalInterface
    public interface Closing<T> {
        void close(T opened) throws IOException;
    }

    /**
     * Makes one with no directory open.
     *
     * @param kind what is opened in a directory, for messages
     * @param closing closes it when the last user has gone
     */
    public OpenDirectories(String kind, Closing<T> closing) {
        this.kind = kind;
        this.closing = closing;
    }

    /** What was opened in a directory, and the number of its users: 0 while it is opened or closed, and afterwards. */
    public final class Shared {

        private final Path path;
        private @Nullable T opened;
        private int users;

        private Shared(Path path) {
            this.path = path;
        }

        public T get() {
            return Objects.requireNonNull(opened, "opened");
        }

        public Path path() {
            return path;
        }

        /** Keeps the directory open for one more user; tells whether it is open. */
        public boolean retain() {
            synchronized (OpenDirectories.this) {
                users += users == 0 ? 0 : 1;
                return users > 0;
            }
        }

        /** Ends one use; the last one closes the directory. */
        public void release() throws IOException {
            synchronized (OpenDirectories.this) {
                users--;
                if (users > 0) {
                    return;
                }
            }
            try {
                closing.close(get());
            } finally {
                forget(this);
            }
        }
    }

    /**
     * Opens a directory for one user, unless it is open already.
     *
     * @param path absolute and without symbolic links
     * @param opening called if the directory is not open
     * @throws InterruptedIOException if the thread is interrupted while another one opens or closes the directory
     */
    public Shared open(Path path, Opening<T> opening) throws IOException {
        Shared fresh = new Shared(path);
        Shared present = retainOrRegister(fresh);
        if (present != null) {
            return present;
        }
        try {
            share(fresh, opening.open(path));
        } catch (Throwable e) {
            forget(fresh);
            throw e;
        }
        return fresh;
    }

    /**
     * Returns the open directory, for one more user; null if it is not open, so that the caller is the one to open it.
     */
    private synchronized @Nullable Shared retainOrRegister(Shared fresh) throws InterruptedIOException {
        try {
            Shared present = directories.putIfAbsent(fresh.path, fresh);
            while (present != null && !present.retain()) {
                wait();
                present = directories.putIfAbsent(fresh.path, fresh);
            }
            return present;
        } catch (InterruptedException e) {
            throw Waits.interrupted(kind + " in " + fresh.path, e);
        }
    }

    /** Lets others share what was opened, which has a first user now. */
    private synchronized void share(Shared fresh, T opened) {
        fresh.opened = opened;
        fresh.users = 1;
        notifyAll();
    }

    /** Lets others open the directory. */
    private synchronized void forget(Shared shared) {
        directories.remove(shared.path, shared);
        notifyAll();
    }

    /**
     * Checks that nobody in this JVM has a directory open, once the thread that may be closing it is done.
     *
     * @throws IOException if the directory is open, or is being opened
     */
    public synchronized void requireNotOpen(Path path) throws IOException {
        try {
            for (Shared present = directories.get(path); present != null; present = directories.get(path)) {
                if (present.users > 0 || present.opened == null) {
                    throw new FileSystemException(path.toString(), null, "is open in this program; close it first");
                }
                wait();
            }
        } catch (InterruptedException e) {
            throw Waits.interrupted(kind + " in " + path, e);
        }
    }
}
