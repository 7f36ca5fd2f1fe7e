package io.partd.zmq.client;

import io.partd.zmq.wire.Answer;
import io.partd.zmq.wire.Head;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A request for whole values, whose bytes go into the arrays of the result as they come. */
final class GetRequest extends Request {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final byte[] EMPTY = {};

    private final List<String> keys;
    private long[] sizes = {};
    private List<byte[]> values = List.of();
    private byte[] current = EMPTY;
    private int filled;

    GetRequest(List<String> keys) {
        super(Operation.GET);
        this.keys = keys;
    }

    @Override
    void restart() {
        sizes = new long[0];
        values = new ArrayList<>();
        current = EMPTY;
        filled = 0;
    }

    @Override
    void write(Head head, Connection connection) throws IOException {
        head.u32(keys.size());
        for (String key : keys) {
            head.text(key);
        }
        head.send(connection, false);
    }

    @Override
    long length() {
        long length = 0;
        for (String key : keys) {
            length += Integer.BYTES + ClientKeys.encodedLength(key);
        }
        return length;
    }

    @Override
    boolean answer(int kind, Message message) throws IOException {
        if (kind == Answer.VALUES && sizes.length == 0) {
            begin(message);
            return false;
        }
        if ((kind != Answer.DATA && kind != Answer.LAST) || sizes.length == 0) {
            throw unexpected(kind);
        }
        boolean last = kind == Answer.LAST;
        if (isGivenUp() || hasFailed()) {
            return last;
        }
        if (message.next()) {
            fill(message);
        }
        if (last) {
            complete();
        }
        return last;
    }

    private void begin(Message message) throws IOException {
        long count = message.readInt();
        if (count != keys.size()) {
            throw new MalformedException("the server answered " + this + " with " + count + " values");
        }
        long[] read = new long[keys.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = message.readLong();
            if (read[i] < 0 || read[i] > LARGEST_ARRAY) {
                fail(new IOException("the value of key '" + keys.get(i) + "' has " + Long.toUnsignedString(read[i])
                        + " bytes, an array at most " + LARGEST_ARRAY + "; read it with open or stream"));
            }
        }
        sizes = read;
    }

    private void fill(Message message) throws IOException {
        while (message.remaining() > 0) {
            if (filled == current.length && !beginNext()) {
                throw new MalformedException("the server sent " + message.remaining() + " bytes too many to " + this);
            }
            int count = (int) Math.min(message.remaining(), current.length - filled);
            message.readBytes(current, filled, count);
            filled += count;
        }
    }

    /** Makes the array of the next value that has bytes, now that they are here. */
    private boolean beginNext() {
        while (values.size() < sizes.length) {
            current = new byte[(int) sizes[values.size()]];
            filled = 0;
            values.add(current);
            if (current.length > 0) {
                return true;
            }
        }
        return false;
    }

    private void complete() throws IOException {
        if (filled < current.length || beginNext()) {
            throw new MalformedException("the server sent fewer bytes to " + this + " than it said");
        }
    }

    /** Returns the values, in the order of the keys. */
    List<byte[]> values() {
        return values;
    }

    @Override
    public String toString() {
        return "get of " + keys.size() + (keys.size() == 1 ? " key" : " keys");
    }
}
