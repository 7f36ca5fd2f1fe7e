package io.partd.zmq.wire;

import org.jspecify.annotations.Nullable;

/** What a client may ask for in our dialect. */
public enum Operation {
    /** Append a batch. */
    APPEND(1),
    /** Set a key that has no value. */
    ISET(2),
    /** Delete keys. */
    DELETE(3),
    /** Delete all. */
    DROP(4),
    /** Get whole values. */
    GET(5),
    /** Open a value, to be read piece by piece. */
    OPEN(6),
    /** Read the next piece of an open value. */
    READ(7),
    /** Close an open value. */
    SHUT(8),
    /** List the keys. */
    KEYS(9),
    /** Tell the size of a value. */
    SIZE(10),
    /** Make sure that keys can be appended to. */
    CLAIM(11),
    /** Move what is in memory to the store below. */
    FLUSH(12),
    /** Rewrite what is stored. */
    COMPACT(13),
    /** Begin a section. */
    LOCK(14),
    /** End a section. */
    UNLOCK(15),
    /** Say that one is alive. */
    PING(16),
    /** Stop the server. */
    STOP(17);

    private static final Operation[] ALL = values();

    private final int code;

    Operation(int code) {
        this.code = code;
    }

    /** Returns its byte. */
    public int code() {
        return code;
    }

    /** Tells whether it may be carried out only once, however often it is sent. */
    public boolean isOnce() {
        return code <= DROP.code;
    }

    /** Returns the one of a byte, null if there is none. */
    public static @Nullable Operation of(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }
}
