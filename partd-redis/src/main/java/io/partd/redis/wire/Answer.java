package io.partd.redis.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a script has answered: a word, and more behind it.
 *
 * @param status the word, such as {@code OK}
 */
public record Answer(String status, List<Object> rest) {

    /**
     * Takes an answer apart.
     *
     * @throws CorruptDataException if it is none of our scripts'
     */
    public static Answer of(@Nullable Object reply) throws CorruptDataException {
        if (reply instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof byte[] status) {
            List<Object> rest = new ArrayList<>(list.size() - 1);
            for (Object each : list.subList(1, list.size())) {
                if (each != null) {
                    rest.add(each);
                }
            }
            return new Answer(new String(status, US_ASCII), rest);
        }
        throw new CorruptDataException("the server's answer is not one of partd's scripts: " + reply);
    }

    public boolean is(String word) {
        return status.equals(word);
    }

    public byte[] bytes(int index) throws CorruptDataException {
        if (index < rest.size() && rest.get(index) instanceof byte[] bytes) {
            return bytes;
        }
        throw malformed(index);
    }

    public String text(int index) throws CorruptDataException {
        return new String(bytes(index), UTF_8);
    }

    public long number(int index) throws CorruptDataException {
        if (index < rest.size() && rest.get(index) instanceof Long number) {
            return number;
        }
        throw malformed(index);
    }

    public List<?> list(int index) throws CorruptDataException {
        if (index < rest.size() && rest.get(index) instanceof List<?> list) {
            return list;
        }
        throw malformed(index);
    }

    /** Reads text as a number. */
    public static long parse(Object text) throws CorruptDataException {
        if (text instanceof byte[] bytes) {
            try {
                return Long.parseLong(new String(bytes, US_ASCII));
            } catch (NumberFormatException e) {
                throw new CorruptDataException("'" + new String(bytes, UTF_8) + "' is no number", e);
            }
        }
        throw new CorruptDataException("a number was expected");
    }

    private CorruptDataException malformed(int index) {
        return new CorruptDataException("the server's answer " + status + " lacks what should be at place " + index);
    }
}
