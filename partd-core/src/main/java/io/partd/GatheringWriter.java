package io.partd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gathers bytes by key, and appends them to a store before they take more than so much memory. */
final class GatheringWriter implements BatchWriter<byte[]> {

    /** What a key takes besides its characters and its array: objects and a table entry. */
    private static final int KEY = 128;

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final Store store;
    private final ByteSize memory;
    private final Map<String, Value> values = new HashMap<>();
    private long held;
    private long gathered;
    private boolean closed;

    GatheringWriter(Store store, ByteSize memory) {
        this.store = store;
        this.memory = Objects.requireNonNull(memory, "memory");
    }

    /** The bytes of one key. */
    private static final class Value {

        private byte[] bytes;
        private int length;

        private Value(byte[] first) {
            bytes = first.clone();
            length = first.length;
        }

        private void add(byte[] more) {
            System.arraycopy(more, 0, bytes, length, more.length);
            length += more.length;
        }
    }

    @Override
    public void append(String key, byte[] value) throws IOException {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        requireOpen();
        if (!add(key, value)) {
            flush();
            if (!add(key, value)) {
                store.append(key, value);
            }
        }
    }

    /** Adds a value if there is room. */
    private boolean add(String key, byte[] value) {
        Value present = values.get(key);
        long room = memory.bytes() - held;
        if (present == null) {
            long needed = KEY + 2L * key.length() + value.length;
            if (needed > room) {
                return false;
            }
            values.put(key, new Value(value));
            held += needed;
        } else {
            int capacity = present.bytes.length;
            long missing = (long) present.length + value.length - capacity;
            if (missing > room || capacity + missing > LARGEST_ARRAY) {
                return false;
            }
            if (missing > 0) {
                long growth = Math.min(Math.min(Math.max(missing, capacity), room), LARGEST_ARRAY - capacity);
                present.bytes = Arrays.copyOf(present.bytes, (int) (capacity + growth));
                held += growth;
            }
            present.add(value);
        }
        gathered += value.length;
        return true;
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
        write();
    }

    private void write() throws IOException {
        InvalidKeyException refused = null;
        while (!values.isEmpty()) {
            try {
                writeOnce();
            } catch (InvalidKeyException e) {
                if (!values.containsKey(e.key())) {
                    throw e;
                }
                forget(e.key());
                refused = first(refused, e);
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    private static InvalidKeyException first(@Nullable InvalidKeyException before, InvalidKeyException next) {
        if (before == null) {
            return next;
        }
        before.addSuppressed(next);
        return before;
    }

    private void writeOnce() throws IOException {
        Map<String, List<ByteBuffer>> batch = new HashMap<>(2 * values.size());
        values.forEach((key, value) -> batch.put(key, List.of(ByteBuffer.wrap(value.bytes, 0, value.length))));
        try {
            store.appendBuffers(batch);
        } catch (PartlyAppendedException e) {
            e.appended().forEach(this::forget);
            throw e;
        } catch (OutcomeUnknownException e) {
            clear();
            throw e;
        }
        clear();
    }

    private void forget(String key) {
        Value value = values.remove(key);
        if (value != null) {
            held -= KEY + 2L * key.length() + value.bytes.length;
            gathered -= value.length;
        }
    }

    private void clear() {
        values.clear();
        held = 0;
        gathered = 0;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            write();
        } catch (IOException e) {
            if (values.isEmpty()) {
                throw e;
            }
            throw new IOException(
                    "closing " + this + ": " + gathered + " bytes of " + values.size() + " keys are lost: "
                            + e.getMessage(),
                    e);
        } finally {
            clear();
        }
    }

    private void requireOpen() throws StoreClosedException {
        if (closed) {
            throw new StoreClosedException(this);
        }
    }

    /** Returns {@code BatchWriter[16m](Log(/data/trips))}. */
    @Override
    public String toString() {
        return "BatchWriter[" + memory + "](" + store + ")";
    }
}
