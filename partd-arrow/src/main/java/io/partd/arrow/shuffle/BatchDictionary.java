package io.partd.arrow.shuffle;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.FieldVector;

/**
 * The values of a dictionary that columns and batches of one reader share. They are read ahead, once, until the last
 * batch is released. Thread-safe.
 */
final class BatchDictionary {

    private final long id;
    private final ArrayData values;
    private final long size;
    private final ReadAhead ahead;
    private final AtomicInteger users = new AtomicInteger(1);

    BatchDictionary(long id, ArrayData values, ReadAhead ahead) {
        this.id = id;
        this.values = values;
        this.size = GatheredBytes.of(values);
        this.ahead = ahead;
        ahead.add(size);
    }

    /** Tells whether it is that of an id, as it has been loaded now. */
    boolean isOf(long otherId, FieldVector loaded) {
        return id == otherId && values.isOf(loaded);
    }

    ArrayData values() {
        return values;
    }

    /** Returns how many bytes the values have. */
    long size() {
        return size;
    }

    /** Adds a batch that releases it. */
    BatchDictionary retain() {
        users.incrementAndGet();
        return this;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            values.release();
            ahead.remove(size);
        }
    }
}
