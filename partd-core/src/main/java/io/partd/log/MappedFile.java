package io.partd.log;

import io.partd.internal.Errno;
import io.partd.internal.FileStatus;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file of the system, read through mapped memory in windows of 1 GiB. A window is mapped when it is first needed, and
 * again when the file has grown beyond it. Large writes are system calls, which take whole pages; small ones store to
 * the mapped memory, which avoids the call. The system keeps both coherent.
 *
 * <p>If the disk fails, or another program truncates the file, the JVM throws an {@link InternalError} for the memory.
 * All methods turn it into a {@link Disk.UnreadableException}.
 */
final class MappedFile implements Disk.File {

    private static final int WINDOW_BITS = 30;
    private static final int WINDOW = 1 << WINDOW_BITS;
    private static final long WITHIN = WINDOW - 1L;
    /** The largest write that stores to mapped memory. */
    private static final int SMALL = 8 << 10;

    private static final int MIN_AHEAD = 16 << 10;
    private static final int MAX_AHEAD = 256 << 10;
    private static final int PAGE = 4 << 10;
    private static final int SECTOR = 512;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final SystemCalls calls;
    private final Path path;
    private final boolean readOnly;
    /** Guards the descriptor where another thread may close it. */
    private final ReentrantLock descriptor = new ReentrantLock();

    private volatile int file;
    private volatile long finalLength;
    private volatile @Nullable ByteBuffer[] windows = {};
    private boolean closed;

    /** The end of the pages in memory for small writes. */
    private long populated;

    private int ahead = MIN_AHEAD;

    /** Keeps the JIT compiler from removing reads whose results do not matter. */
    @SuppressWarnings({"unused", "UnusedVariable"})
    private int touched;

    /** Takes over the descriptor of a file to read and write. */
    MappedFile(SystemCalls calls, int file, Path path) {
        this(calls, file, path, false);
    }

    /** Takes over a descriptor; methods that change the file throw if it is read-only. */
    MappedFile(SystemCalls calls, int file, Path path, boolean readOnly) {
        this.calls = calls;
        this.file = file;
        this.path = path;
        this.readOnly = readOnly;
    }

    @Override
    public long length() throws IOException {
        if (file < 0) {
            return finalLength;
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

    /**
     * Allocates a file of shared words. Several processes may do so at once, and publish words meanwhile. So without
     * {@code fallocate} this writes only the last byte of each 512, which belongs to no word.
     */
    void allocateWords(int length) throws IOException {
        int result = length() < length ? calls.allocate(file, 0, length) : 0;
        if (result == -Errno.EOPNOTSUPP) {
            ByteBuffer zero = ByteBuffer.allocateDirect(1);
            for (int end = SECTOR; end <= length; end += SECTOR) {
                writeByCall(end - 1, zero, 0, 1);
            }
        } else {
            Errno.require(result, path);
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
                ByteBuffer window = window(at, count);
                if (at + count > populated) {
                    populate(window, at, count);
                }
                window.put((int) (at & WITHIN), source, from, count);
            } catch (InternalError e) {
                throw new Disk.UnreadableException(path, at, e);
            }
        } else {
            writeByCall(at, source, from, count);
        }
    }

    /** Brings in up to 256 KiB ahead of consecutive small writes, which is cheaper than a fault for each page. */
    private void populate(ByteBuffer window, long at, int count) throws IOException {
        ahead = at <= populated ? Math.min(2 * ahead, MAX_AHEAD) : MIN_AHEAD;
        int from = (int) (at & WITHIN);
        long end = Math.min(at - from + WINDOW, Math.max(at + count, Math.min(at + ahead, length())));
        // If it fails, the pages come in one by one.
        calls.populate(window, from, (int) (end - at));
        populated = end;
    }

    private void writeByCall(long at, ByteBuffer source, int from, int count) throws IOException {
        ByteBuffer rest = source.slice(from, count);
        while (rest.hasRemaining()) {
            long result = calls.writeAt(file, rest, at + rest.position());
            if (result < 0) {
                throw Errno.exception(result, path);
            }
        }
    }

    @Override
    public void read(long at, byte[] target, int from, int count) throws IOException {
        try {
            int done = 0;
            while (done < count) {
                long place = at + done;
                int part = (int) Math.min(count - done, WINDOW - (place & WITHIN));
                window(place, part).get((int) (place & WITHIN), target, from + done, part);
                done += part;
            }
        } catch (InternalError e) {
            throw new Disk.UnreadableException(path, at, e);
        }
    }

    @Override
    public @Nullable ByteBuffer view(long at, int count) throws IOException {
        int from = (int) (at & WITHIN);
        if (from + (long) count > WINDOW) {
            return null;
        }
        ByteBuffer window = window(at, count);
        try {
            // The JVM survives an unreadable page here, but not in the code that computes a checksum.
            int sum = window.get(from + count - 1);
            for (int i = from; i < from + count; i += PAGE) {
                sum += window.get(i);
            }
            touched = sum;
        } catch (InternalError e) {
            throw new Disk.UnreadableException(path, at, e);
        }
        return window.slice(from, count);
    }

    @Override
    public int readInt(long at) throws IOException {
        try {
            return window(at, Integer.BYTES).getInt((int) (at & WITHIN));
        } catch (InternalError e) {
            throw new Disk.UnreadableException(path, at, e);
        }
    }

    @Override
    public long published(long at) throws IOException {
        try {
            return (long) LONGS.getAcquire(window(at, Long.BYTES), (int) (at & WITHIN));
        } catch (InternalError e) {
            throw new Disk.UnreadableException(path, at, e);
        }
    }

    @Override
    public void publish(long at, long value) throws IOException {
        try {
            LONGS.setRelease(window(at, Long.BYTES), (int) (at & WITHIN), value);
        } catch (InternalError e) {
            throw new Disk.UnreadableException(path, at, e);
        }
    }

    @Override
    public void closeDescriptor() throws IOException {
        descriptor.lock();
        try {
            if (file >= 0) {
                long length = length();
                for (long at = 0; at < length; at += WINDOW) {
                    window(at, (int) Math.min(WINDOW, length - at));
                }
                finalLength = length;
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

    /** Returns the window at a position, mapped with at least {@code count} bytes there. */
    private ByteBuffer window(long at, int count) throws IOException {
        int number = (int) (at >>> WINDOW_BITS);
        int end = (int) (at & WITHIN) + count;
        ByteBuffer window = window(windows, number);
        return window == null || window.capacity() < end ? map(number, end) : window;
    }

    private static @Nullable ByteBuffer window(@Nullable ByteBuffer[] windows, int number) {
        return number < windows.length ? windows[number] : null;
    }

    /** Maps a window, or maps it again after the file has grown. Earlier views stay valid. */
    private synchronized ByteBuffer map(int number, int end) throws IOException {
        @Nullable ByteBuffer[] present = windows;
        ByteBuffer window = window(present, number);
        if (window != null && window.capacity() >= end) {
            return window;
        }
        if (closed) {
            throw new IOException(path + " is closed");
        }
        long position = (long) number << WINDOW_BITS;
        ByteBuffer mapped = (readOnly
                        ? calls.mapToRead(file, position, WINDOW, path)
                        : calls.map(file, position, WINDOW, path))
                .order(ByteOrder.LITTLE_ENDIAN);
        @Nullable ByteBuffer[] longer = Arrays.copyOf(present, Math.max(present.length, number + 1));
        longer[number] = mapped;
        windows = longer;
        return mapped;
    }

    /** Unmaps and closes the file, which nobody may use any more. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            for (ByteBuffer window : windows) {
                if (window != null) {
                    calls.unmap(window);
                }
            }
            windows = new ByteBuffer[0];
            if (file >= 0) {
                calls.close(file);
            }
        }
    }
}
