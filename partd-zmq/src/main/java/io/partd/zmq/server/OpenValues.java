package io.partd.zmq.server;

import io.partd.Store;
import io.partd.zmq.wire.Answer;
import io.partd.zmq.wire.Head;
import io.partd.zmq.zmtp.Connection;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that a client reads piece by piece. For the conversation's thread. */
final class OpenValues implements Closeable {

    private static final int MOST = 1000;

    private final Store store;
    private final Map<Long, InputStream> streams = new HashMap<>();

    OpenValues(Store store) {
        this.store = store;
    }

    /** Opens a value under a request's number. */
    void open(long number, String key) throws IOException {
        if (streams.size() == MOST) {
            throw new IllegalArgumentException("this client has " + MOST + " values open; close one first");
        }
        InputStream before = streams.put(number, store.open(key));
        if (before != null) {
            before.close();
        }
    }

    /** Sends so many bytes of a value, or what is left of it. */
    void read(long number, long opened, long wanted, Connection connection, Head head)
            throws IOException, InterruptedException {
        InputStream stream = streams.get(opened);
        if (stream == null) {
            throw new IllegalArgumentException("no value was opened by request " + Long.toUnsignedString(opened));
        }
        byte[] piece = new byte[(int) Math.min(wanted, Answer.LONGEST_DATA)];
        connection.memory().charge(piece.length);
        long left = wanted;
        int count;
        do {
            count = stream.readNBytes(piece, 0, (int) Math.min(left, piece.length));
            left -= count;
            boolean last = left == 0 || count < piece.length;
            head.begin(last ? Answer.LAST : Answer.DATA, number).send(connection, count > 0);
            if (count > 0) {
                connection.frame(false, count);
                connection.put(piece, 0, count);
            }
            if (last) {
                return;
            }
        } while (true);
    }

    /** Closes a value; no effect if it is not open. */
    void shut(long opened) throws IOException {
        InputStream stream = streams.remove(opened);
        if (stream != null) {
            stream.close();
        }
    }

    @Override
    public void close() throws IOException {
        @Nullable IOException failure = null;
        for (InputStream stream : streams.values()) {
            try {
                stream.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        streams.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
