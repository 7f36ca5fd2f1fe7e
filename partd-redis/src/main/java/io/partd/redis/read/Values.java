package io.partd.redis.read;

import io.partd.CorruptDataException;
import io.partd.redis.layout.Bucket;
import io.partd.redis.layout.Layout;
import io.partd.redis.layout.RedisKeys;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Call;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Reads values. What a script finds in one bucket is of one moment: short values come with its answer, and of long ones
 * the table of their pieces, which stay as they are while they are read, whatever is deleted meanwhile. Thread-safe.
 */
public final class Values {

    /** How much is read at once of a long value. */
    public static final int BLOCK = 1 << 20;

    /** For how many bytes memory is taken before any has arrived; it has to be several blocks. */
    private static final long BELIEVED = 16 << 20;

    /** How long pieces stay for a reader that is not heard of. */
    private static final byte[] HOLD_MILLIS = Text.of(60_000);

    private static final Duration RELEASE = Duration.ofSeconds(1);

    /** How long an array may be. */
    public static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final Layout layout;
    private final Calls calls;
    private final Duration timeout;

    public Values(Layout layout, Calls calls, Duration timeout) {
        this.layout = layout;
        this.calls = calls;
        this.timeout = timeout;
    }

    /**
     * Finds values, each key once.
     *
     * @param reader whom pieces are to be held for
     * @param most how many bytes come with the answer from one bucket
     */
    public Map<String, StoredValue> find(List<String> keys, byte[] token, byte[] reader, long most, Deadline deadline)
            throws IOException {
        Map<Bucket, List<String>> byBucket = new LinkedHashMap<>();
        Map<Bucket, List<byte[]>> encoded = new LinkedHashMap<>();
        for (String key : new LinkedHashSet<>(keys)) {
            byte[] bytes = RedisKeys.encode(key);
            byBucket.computeIfAbsent(layout.of(bytes), bucket -> new ArrayList<>())
                    .add(key);
            encoded.computeIfAbsent(layout.of(bytes), bucket -> new ArrayList<>())
                    .add(bytes);
        }
        List<Call> all = new ArrayList<>();
        List<byte[]> more = List.of(Text.of(most), HOLD_MILLIS, reader);
        encoded.forEach((bucket, names) -> all.add(bucket.reading(Script.READ, token, names, more)));
        List<Answer> answers = calls.call(all, deadline);
        Map<String, StoredValue> found = new LinkedHashMap<>();
        int at = 0;
        for (Map.Entry<Bucket, List<String>> each : byBucket.entrySet()) {
            Answer answer = checked(answers.get(at++), each.getValue());
            List<?> values = answer.list(0);
            for (int i = 0; i < values.size(); i++) {
                String key = each.getValue().get(i);
                found.put(key, StoredValue.of(each.getKey(), key, values.get(i), reader));
            }
        }
        return found;
    }

    /**
     * Returns an answer if it is a good one.
     *
     * @throws IOException if a section has run out, or a name is used by somebody else
     */
    public static Answer checked(Answer answer, List<String> keys) throws IOException {
        switch (answer.status()) {
            case "OK", "MANY" -> {
                return answer;
            }
            case "LOST" ->
                throw new IOException(
                        "the section has run out, since this client did not renew it in time, or a fail-over has lost"
                                + " it; the call had no effect");
            case "ERR" -> throw RedisKeys.inTheWay(keys.get((int) answer.number(0)), "it is of another kind");
            default -> throw new CorruptDataException("the server answers " + answer);
        }
    }

    /** Returns a value as an array. */
    public byte[] array(StoredValue value, Deadline deadline) throws IOException {
        return value.hasPieces() ? rest(value, new byte[0], deadline) : value.bytes();
    }

    /**
     * Returns a value as an array, of which the beginning is known. The length that the table claims is believed only
     * as far as bytes arrive.
     */
    public byte[] rest(StoredValue value, byte[] known, Deadline deadline) throws IOException {
        requireArray(value.length(), value.key());
        int length = (int) value.length();
        byte[] all = known;
        int at = known.length;
        while (at < length) {
            byte[] block = block(value, at, deadline);
            if (all.length - at < block.length) {
                all = Arrays.copyOf(all, (int) Math.min(length, Math.max(2L * all.length, BELIEVED)));
            }
            System.arraycopy(block, 0, all, at, block.length);
            at += block.length;
        }
        return all;
    }

    /** Returns some bytes of a value with pieces, from a position that is in it. */
    byte[] block(StoredValue value, long position) throws IOException {
        return block(value, position, new Deadline(timeout));
    }

    private byte[] block(StoredValue value, long position, Deadline deadline) throws IOException {
        int piece = value.pieceOf(position);
        long from = position - value.startOf(piece);
        long count = Math.min(BLOCK, value.endOf(piece) - position);
        List<byte[]> arguments = List.of(
                RedisKeys.encode(value.generation()),
                Text.of(piece),
                Text.of(from),
                Text.of(from + count - 1),
                Text.of(value.pieces()),
                HOLD_MILLIS,
                value.reader());
        byte[] bytes = calls.call(value.bucket().call(Script.BLOCK, List.of(), arguments), deadline)
                .bytes(0);
        if (bytes.length == 0) {
            throw new IOException("the value of key '" + value.key()
                    + "' was deleted while it was read, more than a minute after the last read; open it again");
        }
        if (bytes.length != count) {
            throw new CorruptDataException("piece " + piece + " of key '" + value.key() + "' has " + bytes.length
                    + " bytes from byte " + from + " on instead of " + count);
        }
        return bytes;
    }

    /** Ends the reading of values. */
    public void release(Collection<StoredValue> read) {
        List<Call> all = new ArrayList<>();
        for (StoredValue value : read) {
            if (value.hasPieces()) {
                List<byte[]> arguments =
                        List.of(RedisKeys.encode(value.generation()), Text.of(value.pieces()), value.reader());
                all.add(value.bucket().call(Script.UNPIN, List.of(), arguments));
            }
        }
        try {
            if (!all.isEmpty()) {
                calls.call(all, new Deadline(RELEASE));
            }
        } catch (IOException e) {
            return; // It ends by itself, a little later.
        }
    }

    static void requireArray(long length, String key) throws IOException {
        if (length > LARGEST_ARRAY) {
            throw new IOException("the value of key '" + key + "' has " + length + " bytes, an array at most "
                    + LARGEST_ARRAY + "; read it with open or stream");
        }
    }
}
