package io.partd.zmq.client;

import io.partd.zmq.wire.Answer;
import io.partd.zmq.wire.Head;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request of an operation and at most some keys and bytes, that is answered by a number at most. */
final class PlainRequest extends Request {

    private final List<String> keys;
    private final boolean counted;
    private final byte @Nullable [] value;
    private final int resultBytes;
    private long result;

    private PlainRequest(
            Operation operation, List<String> keys, boolean counted, byte @Nullable [] value, int resultBytes) {
        super(operation);
        this.keys = keys;
        this.counted = counted;
        this.value = value;
        this.resultBytes = resultBytes;
    }

    /** Makes one without keys. */
    static PlainRequest of(Operation operation) {
        return new PlainRequest(operation, List.of(), false, null, 0);
    }

    /** Makes one for any number of keys. */
    static PlainRequest of(Operation operation, List<String> keys) {
        return new PlainRequest(operation, keys, true, null, 0);
    }

    static PlainRequest open(String key) {
        return new PlainRequest(Operation.OPEN, List.of(key), false, null, 0);
    }

    static PlainRequest size(String key) {
        return new PlainRequest(Operation.SIZE, List.of(key), false, null, Long.BYTES);
    }

    static PlainRequest iset(String key, byte[] value) {
        return new PlainRequest(Operation.ISET, List.of(key), false, value, 1);
    }

    @Override
    void write(Head head, Connection connection) throws IOException {
        if (counted) {
            head.u32(keys.size());
        }
        for (String key : keys) {
            head.text(key);
        }
        head.send(connection, value != null);
        if (value != null) {
            connection.frame(false, value.length);
            connection.put(value, 0, value.length);
        }
    }

    @Override
    long length() {
        long length = value == null ? 0 : value.length;
        for (String key : keys) {
            length += Integer.BYTES + ClientKeys.encodedLength(key);
        }
        return length;
    }

    @Override
    boolean answer(int kind, Message message) throws IOException {
        if (kind != Answer.DONE) {
            throw unexpected(kind);
        }
        if (resultBytes > 0) {
            result = resultBytes == 1 ? message.readByte() : message.readLong();
        }
        return true;
    }

    /** Returns the number that was answered. */
    long result() {
        return result;
    }

    @Override
    public String toString() {
        String name = operation().name().toLowerCase(Locale.ROOT);
        if (value != null) {
            return name + " of " + value.length + " bytes";
        }
        return counted ? name + " of " + keys.size() + (keys.size() == 1 ? " key" : " keys") : name;
    }
}
