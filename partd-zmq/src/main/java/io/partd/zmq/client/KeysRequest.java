package io.partd.zmq.client;

import io.partd.zmq.wire.Answer;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;

/** A request for the names of all keys. */
final class KeysRequest extends Request {

    private SortedSet<String> keys = new TreeSet<>();

    KeysRequest() {
        super(Operation.KEYS);
    }

    @Override
    void restart() {
        keys = new TreeSet<>();
    }

    @Override
    boolean answer(int kind, Message message) throws IOException {
        if (kind != Answer.DATA && kind != Answer.LAST) {
            throw unexpected(kind);
        }
        if (!isGivenUp() && !hasFailed() && message.next()) {
            while (message.remaining() > 0) {
                keys.add(message.readText(message.readInt()));
            }
        }
        return kind == Answer.LAST;
    }

    /** Returns the keys. */
    SortedSet<String> keys() {
        return keys;
    }

    @Override
    public String toString() {
        return "keys";
    }
}
