package io.partd.redis.change;

import io.partd.OutcomeUnknownException;
import io.partd.PartlyAppendedException;
import io.partd.redis.layout.Bucket;
import io.partd.redis.layout.Layout;
import io.partd.redis.layout.RedisKeys;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Appends batches: what is little by one script for each bucket; what is much is first put aside, piece by piece, where
 * no reader sees it, and then made part of the values by a script. Thread-safe.
 */
public final class Appends {

    /** From how many bytes on a value is a table of pieces; a piece has about that many. */
    static final long PIECE = 16 << 20;

    /** How much a script is given at most. */
    private static final long MOST_AT_ONCE = 4 << 20;

    private static final int MUCH = 8 << 10;
    private static final int MUCH_FOR_A_KEY = 400;
    private static final byte[] PIECE_SIZE = Text.of(PIECE);

    /** What is counted for each key in the pipeline besides its bytes. */
    private static final int KEY_COST = 200;

    private final Layout layout;
    private final Staging staging;
    private final Writes writes;
    private final Duration timeout;
    private final Pipeline pipeline;

    public Appends(Layout layout, Calls calls, Writes writes, Duration timeout, Pipeline pipeline) {
        this.layout = layout;
        staging = new Staging(calls, timeout);
        this.writes = writes;
        this.timeout = timeout;
        this.pipeline = pipeline;
    }

    /** Checks a batch and divides it among the buckets; keys without bytes are left out. */
    public List<Part> parts(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        Map<Bucket, Part> parts = new LinkedHashMap<>();
        for (Map.Entry<String, ? extends List<ByteBuffer>> entry : batch.entrySet()) {
            String key = Objects.requireNonNull(entry.getKey(), "key");
            RedisKeys.check(key);
            long length = 0;
            for (ByteBuffer buffer : entry.getValue()) {
                length += Objects.requireNonNull(buffer, "buffer").remaining();
            }
            if (length > 0) {
                byte[] name = RedisKeys.encode(key);
                parts.computeIfAbsent(layout.of(name), Part::new).add(key, name, List.copyOf(entry.getValue()), length);
            }
        }
        return List.copyOf(parts.values());
    }

    /** Appends all parts. */
    public void append(List<Part> parts, byte[] token, Deadline deadline) throws IOException {
        if (pipeline.capacity() > 0 && fits(parts)) {
            appendLater(parts, token, deadline);
            return;
        }
        Map<Part, byte[]> stages = stages(parts, deadline);
        // From here on some may be carried out and others not.
        List<Writes.Sent> all = new ArrayList<>();
        stages.forEach((part, stage) -> all.add(publish(part, "append", stage, token, deadline)));
        for (Part part : parts) {
            if (part.bytes() <= MOST_AT_ONCE) {
                List<byte[]> arguments = new ArrayList<>(part.keys().size() + 1);
                arguments.add(PIECE_SIZE);
                for (int i = 0; i < part.keys().size(); i++) {
                    arguments.add(part.array(i));
                }
                all.add(writes.send(how(part), part.bucket(), part.names(), token, arguments, deadline, shown(part)));
            }
        }
        writes.await(all);
        int at = 0;
        for (Map.Entry<Part, byte[]> each : stages.entrySet()) {
            discardRefused(each.getKey(), each.getValue(), all.get(at++).change());
        }
        report(all, ordered(parts));
    }

    /** Puts aside what is much; all of it or nothing. */
    private Map<Part, byte[]> stages(List<Part> parts, Deadline deadline) throws IOException {
        Map<Part, byte[]> stages = new LinkedHashMap<>();
        boolean whole = false;
        try {
            for (Part part : parts) {
                if (part.bytes() > MOST_AT_ONCE) {
                    stages.put(part, staging.stage(part, deadline));
                }
            }
            whole = true;
            return stages;
        } finally {
            if (!whole) {
                stages.forEach(staging::discard);
            }
        }
    }

    /** Removes what was put aside for a change that certainly has had no effect. */
    private void discardRefused(Part part, byte[] stage, Change change) {
        IOException failure = change.failure();
        if (failure != null && !(failure instanceof OutcomeUnknownException)) {
            staging.discard(part, stage);
        }
    }

    /** Returns what is to append it: a script, or if there is much for it, plain appends. */
    private static Script how(Part part) {
        return part.bytes() >= MUCH && part.bytes() / part.keys().size() >= MUCH_FOR_A_KEY
                ? Script.ADMIT
                : Script.APPEND;
    }

    private static List<Part> ordered(List<Part> parts) {
        List<Part> ordered = new ArrayList<>();
        for (Part part : parts) {
            if (part.bytes() > MOST_AT_ONCE) {
                ordered.add(part);
            }
        }
        for (Part part : parts) {
            if (part.bytes() <= MOST_AT_ONCE) {
                ordered.add(part);
            }
        }
        return ordered;
    }

    private static void report(List<Writes.Sent> all, List<Part> parts) throws IOException {
        List<String> appended = new ArrayList<>();
        List<IOException> failures = new ArrayList<>();
        int unknown = 0;
        for (int i = 0; i < parts.size(); i++) {
            try {
                Writes.result(all.get(i).change(), parts.get(i).keys());
                appended.addAll(parts.get(i).keys());
            } catch (IOException e) {
                unknown += e instanceof OutcomeUnknownException ? 1 : 0;
                failures.add(e);
            }
        }
        if (failures.isEmpty()) {
            return;
        }
        IOException first = failures.get(0);
        failures.subList(1, failures.size()).forEach(first::addSuppressed);
        if (appended.isEmpty() && failures.size() == 1) {
            throw first;
        }
        String text = failures.size() + " of " + parts.size() + " parts of the batch were not appended, or not for"
                + " certain: " + first.getMessage();
        if (unknown > 0) {
            throw new OutcomeUnknownException(text, 0, unknown, first);
        }
        throw appended.isEmpty() ? first : new PartlyAppendedException(text, appended, first);
    }

    private boolean fits(List<Part> parts) {
        for (Part part : parts) {
            if (part.bytes() > MOST_AT_ONCE || cost(part) > pipeline.capacity()) {
                return false;
            }
        }
        return true;
    }

    private static long cost(Part part) {
        return part.bytes() + (long) KEY_COST * part.keys().size();
    }

    private void appendLater(List<Part> parts, byte[] token, Deadline deadline) throws IOException {
        for (int i = 0; i < parts.size(); i++) {
            try {
                appendLater(parts.get(i), token, deadline);
            } catch (IOException e) {
                if (i == 0) {
                    throw e;
                }
                throw new OutcomeUnknownException(
                        i + " of " + parts.size() + " parts of the batch are on their way, and the others were not"
                                + " sent: " + e.getMessage(),
                        0,
                        i,
                        e);
            }
        }
    }

    private void appendLater(Part part, byte[] token, Deadline deadline) throws IOException {
        long cost = cost(part);
        pipeline.take(cost, deadline);
        boolean sent = false;
        try {
            List<byte[]> arguments = new ArrayList<>(part.keys().size() + 1);
            arguments.add(PIECE_SIZE);
            for (int i = 0; i < part.keys().size(); i++) {
                arguments.add(part.copy(i));
            }
            Change change = new Change(
                    how(part),
                    part.bucket().names(part.names()),
                    token,
                    arguments,
                    new Deadline(timeout),
                    shown(part),
                    done -> pipeline.done(done, cost));
            writes.send(part.bucket(), change);
            sent = true;
        } finally {
            if (!sent) {
                pipeline.giveBack(cost);
            }
        }
    }

    private static String shown(Part part) {
        int keys = part.keys().size();
        return "append of " + keys + (keys == 1 ? " key" : " keys") + " and " + part.bytes() + " bytes";
    }

    /** Sets a value that may be large, if there is none. */
    public boolean iset(Part part, byte[] token, Deadline deadline) throws IOException {
        String what = "iset of " + part.bytes() + " bytes";
        if (part.bytes() <= MOST_AT_ONCE) {
            List<byte[]> value = List.of(part.array(0));
            return writes.carryOut(Script.ISET, part.bucket(), part.names(), token, value, deadline, what, part.keys())
                    .text(0)
                    .equals("1");
        }
        byte[] stage = staging.stage(part, deadline);
        Writes.Sent sent = publish(part, "iset", stage, token, deadline);
        writes.await(List.of(sent));
        discardRefused(part, stage, sent.change());
        return Writes.result(sent.change(), part.keys()).text(0).equals("1");
    }

    private Writes.Sent publish(Part part, String how, byte[] stage, byte[] token, Deadline deadline) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Text.of(how));
        arguments.add(stage);
        for (int i = 0; i < part.keys().size(); i++) {
            arguments.add(Text.of(Staging.pieces(part, i)));
            arguments.add(Text.of(part.length(i)));
        }
        return writes.send(Script.PUBLISH, part.bucket(), part.names(), token, arguments, deadline, shown(part));
    }
}
