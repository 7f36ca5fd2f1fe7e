package io.partd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The batch writers that {@link Partd#batchWriter} returns. */
final class BatchWriters {

    private BatchWriters() {}

    /** Returns a writer that gathers bytes by key and appends them before they exceed a limit of memory. */
    static BatchWriter<byte[]> gathering(Store store, ByteSize memory) {
        return new Gathering(store, memory);
    }

    /** Returns a writer that appends each value at once. */
    static <V> BatchWriter<V> unbuffered(Partd<V> partd) {
        return new Unbuffered<>(partd);
    }

    private static final class Gathering implements BatchWriter<byte[]> {

        /** The heap size of a key besides its characters and its array: objects and a table entry. */
        private static final int KEY_OVERHEAD = 128;

        private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

        private final Store store;
        private final ByteSize memory;
        private final Map<String, Value> values = new HashMap<>();
        private long held;
        private long gathered;
        private boolean closed;

        private Gathering(Store store, ByteSize memory) {
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

        /** Adds a value if it fits in the memory left; returns whether it did. */
        private boolean add(String key, byte[] value) {
            Value present = values.get(key);
            long room = memory.bytes() - held;
            if (present == null) {
                long needed = KEY_OVERHEAD + 2L * key.length() + value.length;
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
                held -= KEY_OVERHEAD + 2L * key.length() + value.bytes.length;
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

    private static final class Unbuffered<V> implements BatchWriter<V> {

        private final Partd<V> partd;
        private boolean closed;

        private Unbuffered(Partd<V> partd) {
            this.partd = partd;
        }

        @Override
        public void append(String key, V value) throws IOException {
            flush();
            partd.append(key, value);
        }

        @Override
        public void flush() throws IOException {
            if (closed) {
                throw new StoreClosedException(this);
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        /** Returns {@code BatchWriter(Tables(Log(/data/trips)))}. */
        @Override
        public String toString() {
            return "BatchWriter(" + partd + ")";
        }
    }
}
