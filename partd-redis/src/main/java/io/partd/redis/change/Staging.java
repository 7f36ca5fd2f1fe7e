package io.partd.redis.change;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.partd.redis.wire.Call;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Puts what is much aside, piece by piece, where no reader sees it until it is published. Thread-safe. */
final class Staging {

    /** How much is sent at once. */
    private static final long MOST_AT_ONCE = 4 << 20;

    private static final int CHUNK = 1 << 20;
    private static final int MOST_CALLS = 500;

    /** How long what is put aside stays if nobody comes for it. */
    private static final long HOUR_MILLIS = 3_600_000;

    private static final Duration DISCARDING = Duration.ofSeconds(1);

    private final Calls calls;
    private final Duration timeout;

    Staging(Calls calls, Duration timeout) {
        this.calls = calls;
        this.timeout = timeout;
    }

    /** Puts all bytes aside, and returns under which name; if that fails, nothing of them stays. */
    byte[] stage(Part part, Deadline deadline) throws IOException {
        byte[] stage = Text.unique();
        boolean whole = false;
        try {
            new Stage(part, new String(stage, US_ASCII), deadline).send();
            whole = true;
            return stage;
        } finally {
            if (!whole) {
                discard(part, stage);
            }
        }
    }

    /** Removes what is not to be published, so that it does not fill the server until it goes by itself. */
    void discard(Part part, byte[] stage) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(stage);
        for (int i = 0; i < part.keys().size(); i++) {
            arguments.add(Text.of(pieces(part, i)));
        }
        try {
            calls.call(part.bucket().call(Script.DISCARD, List.of(), arguments), new Deadline(DISCARDING));
        } catch (IOException e) {
            return; // It goes by itself, an hour later.
        }
    }

    /** Returns in how many pieces the bytes of a key are put aside. */
    static long pieces(Part part, int index) {
        return (part.length(index) + Appends.PIECE - 1) / Appends.PIECE;
    }

    /** What is sent for one part. */
    private final class Stage {

        private final Part part;
        private final String name;
        private final Deadline deadline;
        private final byte[] forgotten = Text.of(HOUR_MILLIS + timeout.toMillis());
        private final List<Call> some = new ArrayList<>();
        private long sum;

        Stage(Part part, String name, Deadline deadline) {
            this.part = part;
            this.name = name;
            this.deadline = deadline;
        }

        void send() throws IOException {
            for (int i = 0; i < part.keys().size(); i++) {
                long at = 0;
                for (ByteBuffer buffer : part.buffers(i)) {
                    for (int from = buffer.position(); from < buffer.limit(); ) {
                        int count = (int)
                                Math.min(Math.min(CHUNK, buffer.limit() - from), Appends.PIECE - at % Appends.PIECE);
                        byte[] chunk = new byte[count];
                        buffer.get(from, chunk);
                        send(i, at, chunk);
                        from += count;
                        at += count;
                    }
                }
            }
            calls.call(some, deadline);
        }

        private void send(int key, long at, byte[] chunk) throws IOException {
            List<byte[]> arguments = List.of(
                    Text.of(name + ":" + key + ":" + at / Appends.PIECE),
                    Text.of(at % Appends.PIECE),
                    chunk,
                    forgotten);
            some.add(part.bucket().call(Script.STAGE, List.of(), arguments));
            sum += chunk.length;
            if (sum >= MOST_AT_ONCE || some.size() >= MOST_CALLS) {
                calls.call(some, deadline);
                some.clear();
                sum = 0;
            }
        }
    }
}
