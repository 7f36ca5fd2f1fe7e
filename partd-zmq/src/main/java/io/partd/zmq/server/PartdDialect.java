package io.partd.zmq.server;

import io.partd.InvalidKeyException;
import io.partd.Section;
import io.partd.Store;
import io.partd.zmq.wire.Answer;
import io.partd.zmq.wire.ErrorCode;
import io.partd.zmq.wire.Head;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.LostConnectionException;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Our own dialect: numbered requests, many of which may be under way. */
final class PartdDialect implements Dialect {

    /** The most requests that may be under way. */
    static final int CREDIT = 256;

    /** After so many appends at most they are acknowledged, even if more are coming. */
    private static final int ACKNOWLEDGED_TOGETHER = 32;

    private static final int MOST_SECTIONS = 1000;
    private static final int FIRST_KEPT = 128;
    private static final int MOST_KEPT = 4096;

    private final Connection connection;
    private final Store store;
    private final Session session;
    private final Stopping stopping;
    private final ServerLog log;
    private final long mostHeld;
    private final long sectionMillis;
    private final OpenValues open;
    private final Deque<Section> sections = new ArrayDeque<>();
    private final Head head = new Head();
    /** The keys of a batch, and the lengths of their values; used again for the next one. */
    private List<String> keys = new ArrayList<>();

    private long[] lengths = new long[FIRST_KEPT];
    private int unacknowledged;
    private long lastAppend;

    PartdDialect(Connection connection, Session session, ServerState server) {
        this.connection = connection;
        this.store = server.store();
        this.session = session;
        this.stopping = server;
        this.log = server.log();
        this.mostHeld = server.limits().longestMessage() / 4;
        this.sectionMillis = server.times().sectionMillis();
        this.open = new OpenValues(store);
    }

    @Override
    public void handle(Message message) throws IOException, InterruptedException {
        message.next();
        int code = message.readByte();
        long number = message.readLong();
        Operation operation = Operation.of(code);
        if (operation == null || number <= 0) {
            throw new MalformedException(
                    "operation " + code + ", number " + Long.toUnsignedString(number) + ": there is no such request");
        }
        if (operation.isOnce()) {
            once(operation, number, message);
        } else {
            acknowledge();
            ask(operation, number, message);
        }
        if (!connection.hasMore() || unacknowledged >= ACKNOWLEDGED_TOGETHER) {
            finish();
        }
        if (operation == Operation.STOP) {
            stopping.afterAnswer();
        }
    }

    /** Carries out what may be carried out only once, unless it was. */
    private void once(Operation operation, long number, Message message) throws IOException, InterruptedException {
        Session.Outcome outcome = session.outcome(number);
        if (outcome == null) {
            try {
                outcome = change(operation, message);
            } catch (MalformedException e) {
                throw e;
            } catch (IOException | RuntimeException | Error e) {
                // Whatever it is, the client must not repeat what may have been carried out.
                log.failed(connection, operation, e);
                outcome = Session.Outcome.of(e);
            }
            session.carriedOut(number, outcome);
        }
        if (operation == Operation.APPEND && outcome.isUsual()) {
            unacknowledged++;
            lastAppend = number;
            return;
        }
        acknowledge();
        if (outcome.error() != null) {
            fail(number, outcome.error(), outcome.reason(), outcome.key());
        } else if (operation == Operation.ISET) {
            head.begin(Answer.DONE, number).u8(outcome.result()).send(connection, false);
        } else {
            done(number);
        }
    }

    private Session.Outcome change(Operation operation, Message message) throws IOException, InterruptedException {
        switch (operation) {
            case APPEND -> store.appendBuffers(batch(message));
            case ISET -> {
                return iset(message) ? Session.Outcome.DONE : Session.Outcome.NOT_SET;
            }
            case DELETE -> store.delete(keys(message));
            default -> {
                requireLast(message);
                store.drop();
            }
        }
        return Session.Outcome.DONE;
    }

    private Map<String, List<ByteBuffer>> batch(Message message) throws IOException, InterruptedException {
        try {
            return readBatch(message);
        } finally {
            // What is kept for the next batch is not charged for.
            if (lengths.length > MOST_KEPT) {
                keys = new ArrayList<>();
                lengths = new long[FIRST_KEPT];
            }
            keys.clear();
        }
    }

    private Map<String, List<ByteBuffer>> readBatch(Message message) throws IOException, InterruptedException {
        long count = message.readInt();
        KeyBudget budget = new KeyBudget(connection.memory());
        for (long i = 0; i < count; i++) {
            keys.add(budget.read(message, message.readInt()));
            length((int) i, message.readInt());
        }
        requireEnd(message);
        requireFrames(message, 2);
        long values = message.next() ? message.remaining() : 0;
        Map<String, List<ByteBuffer>> batch = new HashMap<>(keys.size() * 2);
        for (int i = 0; i < keys.size(); i++) {
            values -= lengths[i];
            if (values < 0) {
                break;
            }
            if (batch.put(keys.get(i), message.slices(lengths[i])) != null) {
                throw new MalformedException("key '" + keys.get(i) + "' is twice in a batch");
            }
        }
        if (values != 0) {
            throw new MalformedException("a batch says that its values have "
                    + (values < 0 ? "more bytes than came" : values + " bytes less than came"));
        }
        return batch;
    }

    private void length(int index, long length) {
        if (index == lengths.length) {
            lengths = Arrays.copyOf(lengths, index * 2);
        }
        lengths[index] = length;
    }

    private boolean iset(Message message) throws IOException, InterruptedException {
        String key = new KeyBudget(connection.memory()).read(message, message.readInt());
        requireEnd(message);
        requireFrames(message, 2);
        if (!message.next()) {
            return false;
        }
        connection.memory().charge(message.remaining());
        return store.iset(key, message.readBytes(message.remaining()));
    }

    /** Carries out what may be carried out again. */
    private void ask(Operation operation, long number, Message message) throws IOException, InterruptedException {
        try {
            switch (operation) {
                case GET -> get(number, keys(message));
                case OPEN -> {
                    open.open(number, key(message));
                    done(number);
                }
                case READ -> {
                    long opened = message.readLong();
                    long wanted = message.readInt();
                    requireLast(message);
                    open.read(number, opened, wanted, connection, head);
                }
                case SHUT -> {
                    long opened = message.readLong();
                    requireLast(message);
                    open.shut(opened);
                }
                case SIZE ->
                    head.begin(Answer.DONE, number)
                            .u64(store.size(key(message)))
                            .send(connection, false);
                case CLAIM -> {
                    store.claim(keys(message));
                    done(number);
                }
                default -> {
                    requireLast(message);
                    askPlainly(operation, number);
                }
            }
        } catch (MalformedException | LostConnectionException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            log.failed(connection, operation, e);
            fail(number, e);
        }
    }

    /** Carries out what has no arguments. */
    private void askPlainly(Operation operation, long number) throws IOException {
        switch (operation) {
            case KEYS -> {
                listKeys(number);
                return;
            }
            case FLUSH -> store.flush();
            case COMPACT -> store.compact();
            case LOCK -> lock();
            case UNLOCK -> unlock();
            case STOP -> stopping.request();
            default -> {} // a ping
        }
        done(number);
    }

    private void get(long number, List<String> wanted) throws IOException, InterruptedException {
        try (Values values = Values.of(store, wanted, connection.memory(), mostHeld)) {
            head.begin(Answer.VALUES, number).u32(values.count());
            for (int i = 0; i < values.count(); i++) {
                head.u64(values.size(i));
            }
            head.send(connection, false);
            long left = values.total();
            byte[] piece = new byte[(int) Math.min(Answer.LONGEST_DATA, left)];
            do {
                int count = (int) Math.min(piece.length, left);
                values.read(piece, count);
                left -= count;
                data(number, piece, count, left == 0);
            } while (left > 0);
        }
    }

    private void listKeys(long number) throws IOException {
        SortedSet<String> all = store.keys();
        KeyList list = new KeyList();
        for (String key : all) {
            if (!list.add(key)) {
                data(number, list.bytes(), list.length(), false);
                list.clear();
                list.add(key);
            }
        }
        data(number, list.bytes(), list.length(), true);
    }

    private void data(long number, byte[] bytes, int length, boolean last) throws IOException {
        head.begin(last ? Answer.LAST : Answer.DATA, number).send(connection, length > 0);
        if (length > 0) {
            connection.frame(false, length);
            connection.put(bytes, 0, length);
        }
    }

    private void lock() throws IOException {
        if (sections.size() == MOST_SECTIONS) {
            throw new IllegalArgumentException(MOST_SECTIONS + " sections within each other are the most");
        }
        sections.push(store.lock());
        // Others may have all the memory, and wait for this section's end.
        connection.memory().goFirst(true);
    }

    private void unlock() throws IOException {
        Section section = sections.poll();
        if (section == null) {
            throw new IllegalArgumentException("there is no section to end");
        }
        connection.memory().goFirst(!sections.isEmpty());
        section.close();
    }

    private List<String> keys(Message message) throws IOException, InterruptedException {
        long count = message.readInt();
        KeyBudget budget = new KeyBudget(connection.memory());
        List<String> read = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            read.add(budget.read(message, message.readInt()));
        }
        requireLast(message);
        return read;
    }

    private String key(Message message) throws IOException, InterruptedException {
        String key = new KeyBudget(connection.memory()).read(message, message.readInt());
        requireLast(message);
        return key;
    }

    private static void requireLast(Message message) throws MalformedException {
        requireEnd(message);
        requireFrames(message, 1);
    }

    private static void requireFrames(Message message, int most) throws MalformedException {
        if (message.frames() > most) {
            throw new MalformedException(
                    "a request of " + message.frames() + " frames; this one has " + most + " at most");
        }
    }

    private static void requireEnd(Message message) throws MalformedException {
        if (message.remaining() > 0) {
            throw new MalformedException(message.remaining() + " bytes too many in a request");
        }
    }

    private void acknowledge() throws IOException {
        if (unacknowledged > 0) {
            unacknowledged = 0;
            done(lastAppend);
        }
    }

    private void done(long number) throws IOException {
        head.begin(Answer.DONE, number).send(connection, false);
    }

    private void fail(long number, Throwable e) throws IOException {
        if (e instanceof InvalidKeyException invalid) {
            fail(number, ErrorCode.INVALID_KEY, Reasons.withoutKey(invalid), invalid.key());
        } else {
            fail(number, ErrorCode.of(e), Reasons.of(e), "");
        }
    }

    private void fail(long number, ErrorCode error, String reason, String key) throws IOException {
        head.begin(Answer.ERROR, number).u8(error.code()).text(reason).text(key).send(connection, false);
    }

    @Override
    public void finish() throws IOException {
        acknowledge();
        connection.flush();
    }

    @Override
    public long patience() {
        return sections.isEmpty() ? Conversation.FOREVER : sectionMillis;
    }

    @Override
    public void refuse(Throwable reason) throws IOException {
        acknowledge();
        fail(0, ErrorCode.of(reason), Reasons.of(reason), "");
    }

    @Override
    public void close() throws IOException {
        @Nullable IOException failure = null;
        while (!sections.isEmpty()) {
            try {
                sections.pop().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        try (open) {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
