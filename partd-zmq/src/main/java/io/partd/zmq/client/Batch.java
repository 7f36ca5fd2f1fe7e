package io.partd.zmq.client;

import io.partd.zmq.zmtp.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What one append adds, checked: keys, the lengths of their values, and the pieces of all values in their order. */
final class Batch {

    private static final long LONGEST_VALUE = 0xFFFF_FFFFL;

    private final List<String> keys;
    private final List<Object> pieces;
    private long[] lengths;
    private long bytes;

    private Batch(int size) {
        keys = new ArrayList<>(size);
        pieces = new ArrayList<>(size);
        lengths = new long[Math.max(1, size)];
    }

    /** Makes a batch of one key. */
    static Batch of(String key, byte[] value) throws IOException {
        Batch batch = new Batch(1);
        batch.begin(key);
        batch.add(value, value.length);
        return batch;
    }

    /** Makes a batch of arrays. */
    static Batch ofArrays(Map<String, ? extends byte[]> values) throws IOException {
        Batch batch = new Batch(values.size());
        for (Map.Entry<String, ? extends byte[]> entry : values.entrySet()) {
            batch.begin(entry.getKey());
            batch.add(entry.getValue(), entry.getValue().length);
        }
        return batch;
    }

    /** Makes a batch of buffers. */
    static Batch ofBuffers(Map<String, ? extends List<ByteBuffer>> values) throws IOException {
        Batch batch = new Batch(values.size());
        for (Map.Entry<String, ? extends List<ByteBuffer>> entry : values.entrySet()) {
            batch.begin(entry.getKey());
            for (ByteBuffer piece : entry.getValue()) {
                batch.add(piece, piece.remaining());
            }
        }
        return batch;
    }

    private void begin(String key) throws IOException {
        ClientKeys.check(Objects.requireNonNull(key, "key"));
        if (keys.size() == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * lengths.length);
        }
        keys.add(key);
    }

    private void add(Object piece, int length) throws IOException {
        if (length == 0) {
            return;
        }
        int last = keys.size() - 1;
        lengths[last] += length;
        bytes += length;
        pieces.add(piece);
        if (lengths[last] > LONGEST_VALUE) {
            throw new IOException("one append to key '" + keys.get(last) + "' has more than " + LONGEST_VALUE
                    + " bytes, the most that can be sent at once; append it piece by piece");
        }
    }

    /** Returns the keys, each once. */
    List<String> keys() {
        return keys;
    }

    /** Returns how many bytes are added to a key. */
    long length(int index) {
        return lengths[index];
    }

    /** Returns how many bytes all values have. */
    long bytes() {
        return bytes;
    }

    /** Sends all values, one behind the other. */
    void sendValues(Connection connection) throws IOException {
        for (Object piece : pieces) {
            send(piece, connection);
        }
    }

    /** Copies all values into a buffer, one behind the other. */
    void copyValues(ByteBuffer target, int index) {
        int at = index;
        for (Object piece : pieces) {
            if (piece instanceof byte[] array) {
                target.put(at, array);
                at += array.length;
            } else {
                ByteBuffer buffer = (ByteBuffer) piece;
                target.put(at, buffer, buffer.position(), buffer.remaining());
                at += buffer.remaining();
            }
        }
    }

    /** Sends a frame for each key, as it is given, and one for its value. */
    void sendPairs(Connection connection, List<byte[]> encodedKeys) throws IOException {
        int next = 0;
        for (int i = 0; i < keys.size(); i++) {
            byte[] key = encodedKeys.get(i);
            connection.frame(true, key.length);
            connection.put(key, 0, key.length);
            connection.frame(i < keys.size() - 1, lengths[i]);
            for (long left = lengths[i]; left > 0; next++) {
                left -= send(pieces.get(next), connection);
            }
        }
    }

    private static int send(Object piece, Connection connection) throws IOException {
        if (piece instanceof byte[] array) {
            connection.put(array, 0, array.length);
            return array.length;
        }
        ByteBuffer buffer = (ByteBuffer) piece;
        connection.put(buffer);
        return buffer.remaining();
    }

    @Override
    public String toString() {
        return "append of " + keys.size() + (keys.size() == 1 ? " key" : " keys") + " and " + bytes + " bytes";
    }
}
