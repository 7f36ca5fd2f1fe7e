package io.partd.log;

import io.partd.internal.Errno;
import io.partd.internal.FileStatus;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file of the system, read through mapped memory, in windows of 1 GiB that are mapped when they are first needed and
 * reach beyond the end of the file as it grows. Large writes are calls to the system, which takes whole pages as they
 * are; small ones store to the mapped memory, which spares the call. The system keeps both coherent.
 *
 * <p>Memory that cannot be brought in, as the disk fails or the file was cut by a stranger, is an {@link InternalError}
 * of the JVM, thrown sooner or later; what touches the memory turns it into an {@link UnreadableException}.
 */
final class MappedFile implements DiskFile {

    private static final int WINDOW_BITS = 30;
    private static final long WINDOW = 1L << WINDOW_BITS;
    private static final long WITHIN = WINDOW - 1;
    /** Up to this size a write stores to mapped memory. */
    private static final int SMALL = 8 << 10;

    private static final int PAGE = 4 << 10;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final SystemCalls calls;
    private final Path path;
    private final boolean readOnly;
    /** Held where the descriptor is closed, or used by somebody who does not keep others from closing it. */
    private final ReentrantLock descriptor = new ReentrantLock();

    private volatile int file;
    private volatile long settledLength;
    private volatile @Nullable ByteBuffer[] windows = {};
    private boolean closed;

    /** Keeps the JVM from leaving out reads whose results do not matter. */
    @SuppressWarnings({"unused", "UnusedVariable"})
    private int touched;

    /** Takes over an open file. */
    MappedFile(SystemCalls calls, int file, Path path) {
        this(calls, file, path, false);
    }

    private MappedFile(SystemCalls calls, int file, Path path, boolean readOnly) {
        this.calls = calls;
        this.file = file;
        this.path = path;
        this.readOnly = readOnly;
    }

    /** Takes over a file that is open for reading only; what would change it throws. */
    static MappedFile toRead(SystemCalls calls, int file, Path path) {
        return new MappedFile(calls, file, path, true);
    }

    @Override
    public long length() throws IOException {
        if (file < 0) {
            return settledLength;
        }
        FileStatus status = new FileStatus();
        Errno.require(calls.status(file, status), path);
        if (!status.isRegular()) {
            throw new FileSystemException(path.toString(), null, "is not a regular file");
        }
        return status.size();
    }

    @Override
    public void allocate(long length) throws IOException {
        long present = length();
        if (length > present) {
            int result = calls.allocate(file, present, length - present);
            if (result == -Errno.EOPNOTSUPP) {
                writeZeros(present, length);
            } else {
                Errno.require(result, path);
            }
        }
    }

    private void writeZeros(long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(to - from, 1 << 20));
        for (long at = from; at < to; at += zeros.capacity()) {
            writeByCall(at, zeros, 0, (int) Math.min(zeros.capacity(), to - at));
        }
    }

    @Override
    public void truncate(long length) throws IOException {
        Errno.require(calls.truncate(file, length), path);
    }

    @Override
    public void write(long at, ByteBuffer source, int from, int count) throws IOException {
        if (count <= SMALL && (at & WITHIN) + count <= WINDOW) {
            try {
                window(at).put((int) (at & WITHIN), source, from, count);
            } catch (InternalError e) {
                throw unreadable(at, e);
            }
        } else {
            writeByCall(at, source, from, count);
        }
    }

    private void writeByCall(long at, ByteBuffer source, int from, int count) throws IOException {
        long address = SystemCalls.address(source) + from;
        try {
            int done = 0;
            while (done < count) {
                long result = calls.writeAt(file, address + done, count - done, at + done);
                if (result < 0) {
                    throw Errno.exception(result, path);
                }
                done += (int) result;
            }
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    @Override
    public void read(long at, byte[] target, int from, int count) throws IOException {
        try {
            int done = 0;
            while (done < count) {
                long place = at + done;
                int part = (int) Math.min(count - done, WINDOW - (place & WITHIN));
                window(place).get((int) (place & WITHIN), target, from + done, part);
                done += part;
            }
        } catch (InternalError e) {
            throw unreadable(at, e);
        }
    }

    @Override
    public @Nullable ByteBuffer view(long at, int count) throws IOException {
        int from = (int) (at & WITHIN);
        if (from + (long) count > WINDOW) {
            return null;
        }
        ByteBuffer window = window(at);
        try {
            // The JVM survives a page that cannot be brought in here, but not in the code that computes a checksum.
            int sum = window.get(from + count - 1);
            for (int i = from; i < from + count; i += PAGE) {
                sum += window.get(i);
            }
            touched = sum;
        } catch (InternalError e) {
            throw unreadable(at, e);
        }
        return window.slice(from, count);
    }

    private IOException unreadable(long at, InternalError cause) {
        return new UnreadableException(path, at, cause);
    }

    @Override
    public int readInt(long at) throws IOException {
        try {
            return window(at).getInt((int) (at & WITHIN));
        } catch (InternalError e) {
            throw unreadable(at, e);
        }
    }

    @Override
    public long published(long at) throws IOException {
        try {
            return (long) LONGS.getAcquire(window(at), (int) (at & WITHIN));
        } catch (InternalError e) {
            throw unreadable(at, e);
        }
    }

    @Override
    public void publish(long at, long value) throws IOException {
        try {
            LONGS.setRelease(window(at), (int) (at & WITHIN), value);
        } catch (InternalError e) {
            throw unreadable(at, e);
        }
    }

    @Override
    public void settle() throws IOException {
        descriptor.lock();
        try {
            if (file >= 0) {
                long length = length();
                for (long at = 0; at < length; at += WINDOW) {
                    window(at);
                }
                settledLength = length;
                calls.close(file);
                file = -1;
            }
        } finally {
            descriptor.unlock();
        }
    }

    @Override
    public boolean sync() throws IOException {
        descriptor.lock();
        try {
            if (file < 0) {
                return false;
            }
            SystemDisk.requireSynced(calls.sync(file), path);
            return true;
        } finally {
            descriptor.unlock();
        }
    }

    private ByteBuffer window(long at) throws IOException {
        int number = (int) (at >>> WINDOW_BITS);
        ByteBuffer[] present = windows;
        ByteBuffer window = number < present.length ? present[number] : null;
        return window == null ? map(number) : window;
    }

    private synchronized ByteBuffer map(int number) throws IOException {
        @Nullable ByteBuffer[] present = windows;
        ByteBuffer window = number < present.length ? present[number] : null;
        if (window != null) {
            return window;
        }
        if (closed) {
            throw new IOException(path + " is closed");
        }
        long position = (long) number << WINDOW_BITS;
        long address = readOnly ? calls.mapToRead(file, position, WINDOW) : calls.map(file, position, WINDOW);
        if (address < 0) {
            throw Errno.exception(address, path);
        }
        ByteBuffer view = SystemCalls.view(address, (int) WINDOW);
        ByteBuffer mapped = (readOnly ? view.asReadOnlyBuffer() : view).order(ByteOrder.LITTLE_ENDIAN);
        @Nullable ByteBuffer[] longer = Arrays.copyOf(present, Math.max(present.length, number + 1));
        longer[number] = mapped;
        windows = longer;
        return mapped;
    }

    /** Unmaps and closes the file; nobody may be using it. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            for (ByteBuffer window : windows) {
                if (window != null) {
                    calls.unmap(SystemCalls.address(window), WINDOW);
                }
            }
            windows = new ByteBuffer[0];
            if (file >= 0) {
                calls.close(file);
            }
        }
    }
}
