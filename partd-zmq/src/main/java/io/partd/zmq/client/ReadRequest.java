package io.partd.zmq.client;

import io.partd.zmq.wire.Answer;
import io.partd.zmq.wire.Head;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A request for the next bytes of an open value. */
final class ReadRequest extends Request {

    private final long opened;
    private final int wanted;
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private int received;

    /**
     * Makes a request.
     *
     * @param opened the number of the request by which the value was opened
     */
    ReadRequest(long opened, int wanted) {
        super(Operation.READ);
        this.opened = opened;
        this.wanted = wanted;
    }

    @Override
    void write(Head head, Connection connection) throws IOException {
        head.u64(opened).u32(wanted).send(connection, false);
    }

    @Override
    boolean answer(int kind, Message message) throws IOException {
        if (kind != Answer.DATA && kind != Answer.LAST) {
            throw unexpected(kind);
        }
        if (!isGivenUp() && !hasFailed() && message.next()) {
            long count = message.remaining();
            if (count > wanted - received) {
                throw new MalformedException("the server sent more than the " + wanted + " bytes that were asked for");
            }
            pieces.add(message.readBytes(count));
            received += (int) count;
        }
        return kind == Answer.LAST;
    }

    /** Returns the bytes that came, in pieces. */
    Deque<byte[]> pieces() {
        return pieces;
    }

    /** Tells whether these were the last ones of the value. */
    boolean isEnd() {
        return received < wanted;
    }

    @Override
    public String toString() {
        return "read of " + wanted + " bytes";
    }
}
