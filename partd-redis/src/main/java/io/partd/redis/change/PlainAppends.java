package io.partd.redis.change;

import io.partd.CorruptDataException;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Link;
import io.partd.redis.wire.Refusal;
import io.partd.redis.wire.RefusedException;
import io.partd.redis.wire.Script;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * An append as a transaction: a script that admits it, an {@code APPEND} for each key, and a script that puts things
 * back if it was not admitted.
 */
final class PlainAppends {

    /** How many names come before those of the values. */
    private static final int COMMON = 4;

    private PlainAppends() {}

    /**
     * Sends the transaction.
     *
     * @param arguments the size of a piece, and what to append to each key
     */
    static void send(Link link, List<byte[]> names, List<byte[]> head, List<byte[]> arguments) throws IOException {
        link.send(Command.MULTI);
        head.add(arguments.get(0));
        link.sendText(Script.ADMIT, names, head);
        for (int i = 1; i < arguments.size(); i++) {
            link.send(Command.APPEND, names.get(COMMON + i - 1), arguments.get(i));
        }
        link.sendText(Script.SETTLE, names.subList(0, COMMON), List.of());
        link.send(Command.EXEC);
    }

    /**
     * Receives the answers, and returns the admitting script's.
     *
     * @param count to how many keys it appends
     */
    static Answer receive(Link link, int count) throws IOException {
        RefusedException first = null;
        for (int i = 0; i < count + 3; i++) {
            try {
                link.receive();
            } catch (RefusedException e) {
                first = first == null ? e : first;
            }
        }
        Object executed;
        try {
            executed = link.receive();
        } catch (RefusedException e) {
            throw first == null ? e : first;
        }
        if (first != null || !(executed instanceof List<?> outcomes) || outcomes.size() != count + 2) {
            throw new CorruptDataException("the server at " + link.server() + " has carried out a transaction of which"
                    + " it had refused a part: " + (first == null ? executed : first.getMessage()));
        }
        return admitted(outcomes, link);
    }

    private static Answer admitted(List<?> outcomes, Link link) throws IOException {
        for (@Nullable Object each : outcomes) {
            if (each instanceof JedisDataException e) {
                throw new RefusedException(
                        new Refusal("a transaction was carried out in part: " + e.getMessage()), link.server());
            }
        }
        return Answer.of(outcomes.get(0));
    }
}
