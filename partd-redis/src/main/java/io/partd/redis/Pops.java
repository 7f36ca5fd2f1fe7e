package io.partd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.CorruptDataException;
import io.partd.OutcomeUnknownException;
import io.partd.redis.change.Appends;
import io.partd.redis.change.Part;
import io.partd.redis.change.Writes;
import io.partd.redis.layout.Bucket;
import io.partd.redis.layout.Layout;
import io.partd.redis.layout.RedisKeys;
import io.partd.redis.read.StoredValue;
import io.partd.redis.read.Values;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads values and deletes them. A script does both at once if they are short; if not, they are read first, and the
 * script deletes them if what is new since then is short, which it answers. Thread-safe.
 */
final class Pops {

    /** How much comes with the answer to the script that deletes. The server keeps that until it is acknowledged. */
    private static final long MOST_AT_ONCE = 1 << 20;

    private static final Duration RESTORING = Duration.ofSeconds(10);

    private final Layout layout;
    private final Writes writes;
    private final Values values;
    private final Appends appends;
    private final byte[] keptMillis;

    /** Makes it for calls of which none takes longer than the timeout, as the server keeps answers for that long. */
    Pops(Layout layout, Writes writes, Values values, Appends appends, Duration timeout) {
        keptMillis = Text.of(timeout.plusHours(1).toMillis());
        this.layout = layout;
        this.writes = writes;
        this.appends = appends;
        this.values = values;
    }

    /** Pops the values of distinct keys. */
    Map<String, byte[]> pop(List<String> keys, byte[] token, Deadline deadline) throws IOException {
        Map<Bucket, List<String>> byBucket = new LinkedHashMap<>();
        for (String key : keys) {
            byBucket.computeIfAbsent(layout.of(RedisKeys.encode(key)), bucket -> new ArrayList<>())
                    .add(key);
        }
        Map<String, List<ByteBuffer>> popped = new HashMap<>();
        try {
            for (Map.Entry<Bucket, List<String>> each : byBucket.entrySet()) {
                popped.putAll(new OneBucket(each.getKey(), each.getValue(), token, deadline).pop());
                each.getValue().forEach(key -> popped.computeIfPresent(key, (same, parts) -> joined(parts)));
            }
            Map<String, byte[]> all = new HashMap<>();
            popped.forEach((key, value) -> all.put(key, value.get(0).array()));
            return all;
        } catch (Throwable e) {
            // For want of memory too, what is no longer on the server must not be gone.
            restore(popped, token, e);
            throw e;
        }
    }

    /** Returns one array in place of several. */
    private static List<ByteBuffer> joined(List<ByteBuffer> parts) {
        if (parts.size() == 1) {
            return parts;
        }
        ByteBuffer whole = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(part -> whole.put(part.duplicate()));
        return List.of(whole.flip());
    }

    /** Puts values back that were popped before others could not be; an interrupt does not keep it from that. */
    private void restore(Map<String, List<ByteBuffer>> popped, byte[] token, Throwable cause)
            throws OutcomeUnknownException {
        List<String> lost = new ArrayList<>();
        Deadline deadline = new Deadline(RESTORING);
        boolean interrupted = Thread.interrupted();
        popped.forEach((key, value) -> {
            try {
                for (Part part : appends.parts(Map.of(key, value))) {
                    if (!appends.iset(part, token, deadline)) {
                        lost.add(key);
                    }
                }
            } catch (IOException | RuntimeException | Error e) {
                cause.addSuppressed(e);
                lost.add(key);
            }
        });
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!lost.isEmpty()) {
            throw new OutcomeUnknownException(
                    "popping several keys failed half-way, and the values of " + lost + " could not be put back: "
                            + cause.getMessage(),
                    cause);
        }
    }

    /** The keys of one bucket. */
    private final class OneBucket {

        private final Bucket bucket;
        private final List<String> keys;
        private final byte[] token;
        private final Deadline deadline;
        private final byte[] reader = Text.unique();
        private final Map<String, byte[]> known = new HashMap<>();
        private final Map<String, String> generations = new HashMap<>();

        OneBucket(Bucket bucket, List<String> keys, byte[] token, Deadline deadline) {
            this.bucket = bucket;
            this.keys = keys;
            this.token = token;
            this.deadline = deadline;
        }

        /** Pops the values; each may come in two parts. */
        Map<String, List<ByteBuffer>> pop() throws IOException {
            while (true) {
                List<byte[]> names = new ArrayList<>();
                List<byte[]> arguments = new ArrayList<>(List.of(Text.of(MOST_AT_ONCE), reader));
                for (String key : keys) {
                    names.add(RedisKeys.encode(key));
                    arguments.add(generations.getOrDefault(key, "").getBytes(UTF_8));
                    arguments.add(Text.of(known.getOrDefault(key, new byte[0]).length));
                }
                arguments.add(Text.of(Values.LARGEST_ARRAY));
                arguments.add(keptMillis);
                Answer answer = writes.carryOut(
                        Script.POP, bucket, names, token, arguments, deadline, "pop of " + keys.size() + " keys", keys);
                if (answer.text(0).equals("popped")) {
                    return parts(answer.list(1));
                }
                readMore();
            }
        }

        private void readMore() throws IOException {
            for (StoredValue value :
                    values.find(keys, token, reader, 0, deadline).values()) {
                String key = value.key();
                byte[] before = value.generation().equals(generations.get(key))
                        ? known.getOrDefault(key, new byte[0])
                        : new byte[0];
                known.put(key, value.hasPieces() ? values.rest(value, before, deadline) : value.bytes());
                generations.put(key, value.generation());
            }
        }

        private Map<String, List<ByteBuffer>> parts(List<?> found) throws IOException {
            if (found.size() != 2 * keys.size()) {
                throw new CorruptDataException(
                        "the server has popped " + found.size() + " parts of " + keys.size() + " values");
            }
            Map<String, List<ByteBuffer>> all = new HashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                String key = keys.get(i);
                if (!(found.get(2 * i + 1) instanceof byte[] rest)) {
                    throw new CorruptDataException("the server has popped no bytes for key '" + key + "'");
                }
                long start = Answer.parse(found.get(2 * i));
                all.put(key, start == 0 ? List.of(ByteBuffer.wrap(rest)) : parts(key, start, rest));
            }
            return all;
        }

        /**
         * Returns what was known of a value, and the rest behind it; the script has made sure that it is no more than
         * fits.
         */
        private List<ByteBuffer> parts(String key, long start, byte[] rest) throws CorruptDataException {
            byte[] beginning = known.getOrDefault(key, new byte[0]);
            if (start != beginning.length) {
                throw new CorruptDataException("the server has popped key '" + key + "' from byte " + start
                        + " on, where " + beginning.length + " were known");
            }
            return List.of(ByteBuffer.wrap(beginning), ByteBuffer.wrap(rest));
        }
    }
}
