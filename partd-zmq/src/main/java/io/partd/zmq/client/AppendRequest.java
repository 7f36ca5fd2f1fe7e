package io.partd.zmq.client;

import io.partd.zmq.wire.Head;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Connection;
import java.io.IOException;
import java.util.List;

/** An append that is sent from the caller's buffers, who waits for it. */
final class AppendRequest extends Request {

    private final Batch batch;

    AppendRequest(Batch batch) {
        super(Operation.APPEND);
        this.batch = batch;
    }

    @Override
    void write(Head head, Connection connection) throws IOException {
        List<String> keys = batch.keys();
        head.u32(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            head.text(keys.get(i)).u32(batch.length(i));
        }
        head.send(connection, true);
        connection.frame(false, batch.bytes());
        batch.sendValues(connection);
    }

    @Override
    long length() {
        long length = batch.bytes();
        for (String key : batch.keys()) {
            length += 2 * Integer.BYTES + ClientKeys.encodedLength(key);
        }
        return length;
    }

    @Override
    public String toString() {
        return batch.toString();
    }
}
