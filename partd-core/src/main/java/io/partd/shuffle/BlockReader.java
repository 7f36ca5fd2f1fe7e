package io.partd.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads sources one after the other into blocks that end at the end of a record. Removes byte order marks and headers,
 * and checks that all headers are equal. If the last line of a source has no line end and another source follows, adds
 * one. For one thread.
 */
final class BlockReader implements Closeable {

    private static final int READ = 256 << 10;

    private final List<Source> sources;
    private final RecordFormat format;
    private final BlockPool pool;
    private final Headers headers = new Headers();

    private int sourceIndex = -1;
    private @Nullable ReadableByteChannel channel;
    private Block block;
    private int filled;
    private boolean exhausted;
    /** Whether the line before the block ended with a carriage return. */
    private boolean carriageReturn;

    /** Opens the first source and reads its header. */
    BlockReader(List<Source> sources, RecordFormat format, BlockPool pool) throws IOException {
        this.sources = sources;
        this.format = format;
        this.pool = pool;
        this.block = pool.acquire();
        try {
            openNext();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Returns the first source's header with its byte order mark and line end; empty if it has none. */
    byte[] header() {
        return headers.first();
    }

    /** Returns the first source's header without its byte order mark. */
    byte[] columns() {
        return headers.columns();
    }

    /** Returns the number of line ends before the records of a source that was opened. Any thread may call it. */
    int headerLines(int ofSource) {
        return headers.lines(ofSource);
    }

    /** Returns the next block, which the caller releases to the pool; returns null after the last source. */
    @Nullable
    Block next() throws IOException {
        while (channel != null) {
            fill();
            int end = exhausted ? filled : format.lastRecordEnd(block.bytes(), 0, filled);
            if (end > 0) {
                return cut(end);
            }
            if (exhausted) {
                openNext();
            } else if (!grow()) {
                throw new RecordTooLongException(sources.get(sourceIndex), sourceIndex, pool.large());
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private Block cut(int end) throws IOException {
        Block whole = block;
        int rest = filled - end;
        block = rest <= pool.standard() ? pool.acquire() : pool.acquireLarge();
        System.arraycopy(whole.bytes(), end, block.bytes(), 0, rest);
        filled = rest;
        whole.setRecords(exhausted ? endLine(whole.bytes(), end) : end, sourceIndex);
        carriageReturn = end > 1 && whole.bytes()[end - 2] == '\r';
        return whole;
    }

    /** Adds a line end to a source's last line if it has none and another source follows. */
    private int endLine(byte[] bytes, int end) {
        if (sourceIndex == sources.size() - 1 || bytes[end - 1] == '\n') {
            return end;
        }
        int indexAfterLast = Swar.indexAfterLast(bytes, 0, end, (byte) '\n');
        int newEnd = end;
        if (indexAfterLast > 1 ? bytes[indexAfterLast - 2] == '\r' : carriageReturn) {
            bytes[newEnd++] = '\r';
        }
        bytes[newEnd++] = '\n';
        return newEnd;
    }

    private void fill() throws IOException {
        ReadableByteChannel in = channel;
        while (in != null && !exhausted && filled < block.capacity()) {
            int read = read(in);
            if (read < 0) {
                exhausted = true;
            } else {
                filled += read;
            }
        }
    }

    private int read(ReadableByteChannel in) throws IOException {
        try {
            return in.read(ByteBuffer.wrap(block.bytes(), filled, Math.min(READ, block.capacity() - filled)));
        } catch (ClosedByInterruptException e) {
            String name = sources.get(sourceIndex).name();
            throw (InterruptedIOException) new InterruptedIOException("interrupted while reading " + name).initCause(e);
        }
    }

    /** Moves what was read to a large block; returns false if the block is large already. */
    private boolean grow() throws IOException {
        if (block.capacity() == pool.large()) {
            return false;
        }
        Block large = pool.acquireLarge();
        System.arraycopy(block.bytes(), 0, large.bytes(), 0, filled);
        pool.releaseUnused(block);
        block = large;
        return true;
    }

    private void openNext() throws IOException {
        close();
        sourceIndex++;
        filled = 0;
        exhausted = false;
        if (sourceIndex == sources.size()) {
            pool.releaseUnused(block);
            return;
        }
        channel = sources.get(sourceIndex).open();
        takeHeader();
    }

    private void takeHeader() throws IOException {
        fill();
        String name = sources.get(sourceIndex).name();
        int from = ByteOrderMark.length(block.bytes(), filled);
        String sourceFault = format.sourceFault(block.bytes(), from, filled);
        if (sourceFault != null) {
            throw new IOException(name + ": " + sourceFault);
        }
        int end = format.headerEnd(block.bytes(), from, filled);
        while (end < 0 && !exhausted && grow()) {
            fill();
            end = format.headerEnd(block.bytes(), from, filled);
        }
        if (end < 0 && !exhausted) {
            throw new FaultException(new Fault(name, 1, "the header is longer than " + pool.large() + " bytes"));
        }
        if (end < 0) {
            end = filled;
        }
        String fault = format.headerFault(Arrays.copyOfRange(block.bytes(), from, end));
        if (fault != null) {
            throw new FaultException(new Fault(name, 1, fault));
        }
        headers.add(name, Arrays.copyOf(block.bytes(), end), from);
        carriageReturn = end > 1 && block.bytes()[end - 2] == '\r';
        System.arraycopy(block.bytes(), end, block.bytes(), 0, filled - end);
        filled -= end;
    }
}
