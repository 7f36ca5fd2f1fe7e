package io.partd.zmq.wire;

import io.partd.CorruptDataException;
import io.partd.InvalidKeyException;
import io.partd.OutcomeUnknownException;
import io.partd.PartlyAppendedException;
import io.partd.StoreClosedException;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.MessageTooLargeException;

/** Why something failed, in our dialect. */
public enum ErrorCode {
    /** The store cannot hold a key. */
    INVALID_KEY(1),
    /** It could not be done: a full disk, say. */
    FAILED(2),
    /** The arguments make no sense. */
    INVALID_ARGUMENT(3),
    /** What is stored is damaged. */
    CORRUPT(4),
    /** Larger than a limit. */
    TOO_LARGE(5),
    /** The server is stopping. */
    STOPPING(6),
    /** The store cannot do that. */
    UNSUPPORTED(7),
    /** It was done for some keys only, or nobody knows. */
    PARTLY(8);

    private static final ErrorCode[] ALL = values();

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** Returns its byte. */
    public int code() {
        return code;
    }

    /** Returns the one of a byte; {@link #FAILED} for one that is not known. */
    public static ErrorCode of(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : FAILED;
    }

    /** Returns the one that says best what an exception says. */
    public static ErrorCode of(Throwable e) {
        if (e instanceof InvalidKeyException) {
            return INVALID_KEY;
        }
        if (e instanceof CorruptDataException) {
            return CORRUPT;
        }
        if (e instanceof MessageTooLargeException || e instanceof OutOfMemoryError) {
            return TOO_LARGE;
        }
        if (e instanceof StoreClosedException) {
            return STOPPING;
        }
        if (e instanceof PartlyAppendedException || e instanceof OutcomeUnknownException) {
            return PARTLY;
        }
        if (e instanceof UnsupportedOperationException) {
            return UNSUPPORTED;
        }
        return e instanceof IllegalArgumentException || e instanceof MalformedException ? INVALID_ARGUMENT : FAILED;
    }
}
