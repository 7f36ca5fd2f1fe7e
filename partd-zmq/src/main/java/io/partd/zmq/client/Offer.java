package io.partd.zmq.client;

import io.partd.Guarantee;
import io.partd.zmq.wire.Greetings;
import io.partd.zmq.wire.WireGuarantees;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server that speaks our dialect says of itself.
 *
 * @param instance another one each time that a server starts
 * @param longestMessage the most bytes of a message, frames' headers included
 * @param credit the most requests that may be under way
 * @param last the last request of this session that was carried out and may not be carried out twice
 * @param known whether the server knows the session from an earlier connection
 * @param guarantees what its store guarantees; nothing if the server does not say
 */
record Offer(
        ByteBuffer instance, long longestMessage, int credit, long last, boolean known, Set<Guarantee> guarantees) {

    private static final int FRAMES = 6;
    private static final int MOST_CREDIT = 4096;

    /**
     * Reads the answer to the first message.
     *
     * @return null if the server speaks Python's dialect
     * @throws IOException if it does not admit the client, or the answer is none
     */
    static @Nullable Offer read(Message message) throws IOException {
        message.next();
        String word = word(message);
        if (word.equals(Greetings.ERROR)) {
            throw new IOException("the server does not admit this client"
                    + (message.next() ? ": " + printable(message.readBytes(Math.min(message.remaining(), 500))) : ""));
        }
        if (!word.equals(Greetings.ACK)) {
            throw new MalformedException("it is no partd server; it answered '" + word + "'");
        }
        if (message.frames() == 1) {
            return null;
        }
        message.next();
        String dialect = word(message);
        if (message.frames() != FRAMES || !dialect.equals(Greetings.DIALECT)) {
            throw new MalformedException("the server speaks the dialect '" + dialect + "' in " + message.frames()
                    + " frames; this client knows " + Greetings.DIALECT);
        }
        message.next();
        ByteBuffer instance = ByteBuffer.wrap(message.readBytes(Greetings.ID_LENGTH));
        message.next();
        long longest = message.readLong();
        message.next();
        long credit = message.readInt();
        message.next();
        long last = message.readLong();
        boolean known = message.readByte() == 1;
        long guarantees = message.remaining() < Integer.BYTES ? 0 : message.readInt();
        if (longest < 1024 || credit < 1 || last < 0) {
            throw new MalformedException("the server allows messages of " + longest + " bytes and " + credit
                    + " requests under way, which makes no sense");
        }
        return new Offer(
                instance, longest, (int) Math.min(credit, MOST_CREDIT), last, known, WireGuarantees.of(guarantees));
    }

    private static String word(Message message) throws IOException {
        return printable(message.readBytes(Math.min(message.remaining(), 40)));
    }

    private static String printable(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }
}
