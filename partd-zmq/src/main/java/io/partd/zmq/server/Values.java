package io.partd.zmq.server;

import io.partd.Section;
import io.partd.Store;
import io.partd.zmq.zmtp.Blocks;
import io.partd.zmq.zmtp.MessageTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The values of several keys as of one moment, to be sent one after the other: small ones are held, large ones are read
 * when they are sent. For one thread.
 */
final class Values implements Closeable {

    /** Up to so many bytes in all, no section is needed. */
    private static final long LITTLE = 1 << 20;
    /** A value of up to so many bytes is held, if there is room. */
    private static final long SMALL = 1 << 16;

    private static final int MOST_OPEN = 1000;

    private final List<Long> sizes = new ArrayList<>();
    private final Queue<InputStream> streams = new ArrayDeque<>();

    private Values() {}

    /**
     * Looks the values up.
     *
     * @param most the most bytes to hold
     */
    static Values of(Store store, List<String> keys, Blocks.Share memory, long most)
            throws IOException, InterruptedException {
        Values values = new Values();
        long total = 0;
        for (String key : keys) {
            total += store.size(key);
        }
        if (total <= Math.min(LITTLE, most)) {
            memory.charge(total);
            for (byte[] value : store.get(keys)) {
                values.add(value.length, new ByteArrayInputStream(value));
            }
            return values;
        }
        memory.charge(Math.min(total, most));
        try {
            values.open(store, keys, most);
            return values;
        } catch (Throwable e) {
            values.close();
            throw e;
        }
    }

    @SuppressWarnings("try") // the section is held, not used
    private void open(Store store, List<String> keys, long most) throws IOException {
        long held = 0;
        int opened = 0;
        try (Section section = store.lock()) {
            for (String key : keys) {
                long size = store.size(key);
                if (size <= SMALL && held + size <= most) {
                    held += size;
                    add(size, new ByteArrayInputStream(store.get(key)));
                } else if (opened == MOST_OPEN) {
                    throw new MessageTooLargeException("one get of more than " + MOST_OPEN + " values that are larger "
                            + "than " + SMALL + " bytes, or do not fit into the " + most
                            + " bytes that the server holds for one; ask for fewer keys at once");
                } else {
                    opened++;
                    add(size, store.open(key));
                }
            }
        }
    }

    private void add(long size, InputStream stream) {
        sizes.add(size);
        streams.add(stream);
    }

    /** Returns how many there are. */
    int count() {
        return sizes.size();
    }

    /** Returns how many bytes one has. */
    long size(int index) {
        return sizes.get(index);
    }

    /** Returns how many bytes the largest one has. */
    long largest() {
        return sizes.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Returns how many bytes all have together. */
    long total() {
        return sizes.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Reads bytes of all values, one behind the other, into an array from its beginning.
     *
     * @throws EOFException if there are fewer
     */
    void read(byte[] target, int length) throws IOException {
        int done = 0;
        while (done < length) {
            InputStream first = streams.peek();
            if (first == null) {
                throw new EOFException("a value is shorter than it was said to be");
            }
            int count = first.read(target, done, length - done);
            if (count < 0) {
                streams.remove().close();
            } else {
                done += count;
            }
        }
    }

    @Override
    public void close() throws IOException {
        while (!streams.isEmpty()) {
            streams.remove().close();
        }
    }
}
