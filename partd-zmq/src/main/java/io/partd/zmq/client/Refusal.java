package io.partd.zmq.client;

import io.partd.CorruptDataException;
import io.partd.InvalidKeyException;
import io.partd.OutcomeUnknownException;
import io.partd.zmq.wire.ErrorCode;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;

/** An error that the server has answered, to be thrown by the thread that asked. */
record Refusal(ErrorCode code, String reason, String key) {

    /** Reads one, behind its kind and number. */
    static Refusal read(Message message) throws IOException {
        ErrorCode code = ErrorCode.of(message.readByte());
        String reason = message.readText(message.readInt());
        return new Refusal(code, reason, message.readText(message.readInt()));
    }

    /** Throws what it says. */
    IOException thrown(Object server) {
        return switch (code) {
            case INVALID_KEY -> new InvalidKeyException(key, reason);
            case CORRUPT -> new CorruptDataException(reason);
            case UNSUPPORTED -> throw new UnsupportedOperationException(reason);
            case PARTLY -> new OutcomeUnknownException("the server at " + server + " says: " + reason, 0, 1, null);
            default -> new IOException("the server at " + server + " says: " + reason);
        };
    }
}
