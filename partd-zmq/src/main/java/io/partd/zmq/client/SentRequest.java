package io.partd.zmq.client;

import io.partd.zmq.wire.Head;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Connection;
import java.io.IOException;

/** A request that nobody waits for: a sign of life, or one that undoes another. */
final class SentRequest extends Request {

    private final long of;

    private SentRequest(Operation operation, long of) {
        super(operation);
        this.of = of;
        giveUp();
    }

    static SentRequest ping() {
        return new SentRequest(Operation.PING, 0);
    }

    static SentRequest unlock() {
        return new SentRequest(Operation.UNLOCK, 0);
    }

    /** Closes a value that a request of this number has opened. */
    static SentRequest shut(long opened) {
        return new SentRequest(Operation.SHUT, opened);
    }

    /** Tells whether there will be an answer. */
    boolean isAnswered() {
        return operation() != Operation.SHUT;
    }

    @Override
    void write(Head head, Connection connection) throws IOException {
        if (operation() == Operation.SHUT) {
            head.u64(of);
        }
        head.send(connection, false);
    }

    @Override
    public String toString() {
        return operation().toString();
    }
}
