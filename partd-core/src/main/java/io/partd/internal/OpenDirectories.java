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
 * The directories of one kind that this JVM has open. All handles on a directory share what the first one opened.
 * Thread-safe.
 *
 * <p>One thread opens a directory and one closes it, without a lock of this class, since opening may wait for another
 * process or read the whole directory. A thread that wants the same directory waits for that thread; a thread that
 * wants another directory does not. The monitor guards the table of directories. It is the last lock that a thread
 * takes, and no thread does anything slow under it. The thread that closes a directory waits for none of the threads
 * that wait here: the last user has released the directory.
 */
public final class OpenDirectories<T> {

    private final String kind;
    private final IoConsumer<T> close;
    private final Map<Path, Shared> directories = new HashMap<>();

    /**
     * Makes a registry with no open directories.
     *
     * @param kind what a directory holds, for messages
     * @param close closes it after its last user has released it
     */
    public OpenDirectories(String kind, IoConsumer<T> close) {
        this.kind = kind;
        this.close = close;
    }

    /**
     * What one directory holds, and the number of its users, which is 0 while a thread opens or closes the directory
     * and afterwards.
     */
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

        /** Keeps the directory open for one more user; returns false if it is not open. */
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
                close.accept(get());
            } finally {
                forget(this);
            }
        }
    }

    /**
     * Opens a directory for one user, unless it is open already.
     *
     * @param path absolute and without symbolic links
     * @param open opens the directory; called if it is not open yet
     * @throws InterruptedIOException if the thread is interrupted while another one opens or closes the directory
     */
    public Shared open(Path path, IoFunction<Path, T> open) throws IOException {
        Shared fresh = new Shared(path);
        Shared present = retainOrRegister(fresh);
        if (present != null) {
            return present;
        }
        try {
            share(fresh, open.apply(path));
        } catch (Throwable e) {
            forget(fresh);
            throw e;
        }
        return fresh;
    }

    /** Returns the open directory, retained for one more user; returns null if the caller is to open it. */
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

    /** Publishes what the first user has opened, so that others share it. */
    private synchronized void share(Shared fresh, T opened) {
        fresh.opened = opened;
        fresh.users = 1;
        notifyAll();
    }

    /** Forgets a directory, so that others can open it. */
    private synchronized void forget(Shared shared) {
        directories.remove(shared.path, shared);
        notifyAll();
    }

    /**
     * Checks that nobody in this JVM has a directory open. Waits first for a thread that is closing it.
     *
     * @throws IOException if the directory is open, or another thread is opening it
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
