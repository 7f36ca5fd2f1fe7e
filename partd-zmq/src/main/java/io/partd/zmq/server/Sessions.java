package io.partd.zmq.server;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sessions of a server. Those without a connection are remembered as long as there is room. Thread-safe. */
final class Sessions {

    /** How many numbers back a request's outcome is remembered. A client has no more than that under way. */
    static final int REMEMBERED = 1024;

    private static final int MOST = 10_000;
    private static final long MOST_BYTES = 16 << 20;

    private final Map<ByteBuffer, Session> sessions = new LinkedHashMap<>();

    /** A session, and whether the server knew it. */
    record Found(Session session, boolean wasKnown) {}

    /** Attaches the session of a name to a conversation, a new one if it is not known; ends the one that had it. */
    Found attach(byte[] name, Conversation conversation) throws CutOffException, InterruptedException {
        Session session;
        boolean known;
        Conversation before;
        synchronized (this) {
            ByteBuffer key = ByteBuffer.wrap(name);
            Session found = sessions.remove(key);
            known = found != null;
            session = found == null ? new Session() : found;
            sessions.put(key, session);
            before = session.promise(conversation);
        }
        if (before != null) {
            before.abort();
        }
        try {
            session.attach(conversation);
        } catch (CutOffException | InterruptedException e) {
            session.withdraw(conversation);
            throw e;
        }
        return new Found(session, known);
    }

    /** Detaches it, and forgets the oldest ones if there are too many. */
    synchronized void detach(Session session, Conversation conversation) {
        session.detach(conversation);
        long bytes = sessions.values().stream().mapToLong(Session::weight).sum();
        Iterator<Session> oldest = sessions.values().iterator();
        while (oldest.hasNext() && (sessions.size() > MOST || bytes > MOST_BYTES)) {
            Session next = oldest.next();
            if (!next.isPromised()) {
                bytes -= next.weight();
                oldest.remove();
            }
        }
    }
}
