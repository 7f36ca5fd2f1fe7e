package io.partd.zmq.client;

import io.partd.Guarantee;
import io.partd.Section;
import io.partd.zmq.wire.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Our own dialect: many requests under way on one connection, which is made anew when it is lost. */
final class PartdDialogue implements Dialogue {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Turn turn = new Turn();
    private final ClientOptions options;
    private final Lines lines;
    private final Calls calls;
    private final @Nullable PipelinedAppends pipelined;

    /** Takes the first connection over. */
    PartdDialogue(Dialing dialing, Dialing.Dialed first, Offer offer, ClientOptions options) throws IOException {
        this.options = options;
        int room = (int) options.pipeline().bytes();
        Pipeline pipeline = new Pipeline(new Ring(room));
        this.lines = new Lines(dialing, first, offer, options.timeout(), pipeline::resume);
        this.calls = new Calls(lines, turn, dialing);
        this.pipelined = room == 0 ? null : new PipelinedAppends(pipeline, lines, calls, turn, dialing);
    }

    @Override
    public void append(Batch batch, Deadline deadline) throws IOException {
        if (batch.keys().isEmpty()) {
            return;
        }
        if (pipelined == null || !pipelined.append(batch, deadline)) {
            call(new AppendRequest(batch), deadline);
        }
    }

    @Override
    public List<byte[]> get(List<String> keys, Deadline deadline) throws IOException {
        if (keys.isEmpty()) {
            finish(deadline);
            return List.of();
        }
        GetRequest request = new GetRequest(keys);
        call(request, deadline);
        return request.values();
    }

    @Override
    public InputStream open(String key, Deadline deadline, Runnable onClose) throws IOException {
        PlainRequest request = PlainRequest.open(key);
        Line line = call(request, deadline);
        return new OpenValue(key, line, request.number(), options.timeout(), onClose);
    }

    /** Gets and deletes in a section. If that is lost before anything was deleted, begins anew. */
    @Override
    public List<byte[]> pop(List<String> keys, Deadline deadline) throws IOException {
        finish(deadline);
        if (keys.isEmpty()) {
            return List.of();
        }
        turn.acquire(deadline, true);
        try {
            boolean within = turn.section() != null;
            while (true) {
                try {
                    return popOnce(keys, deadline);
                } catch (LostLineException e) {
                    if (within) {
                        throw e;
                    }
                }
            }
        } finally {
            turn.release();
        }
    }

    private List<byte[]> popOnce(List<String> keys, Deadline deadline) throws IOException {
        begin(deadline);
        try {
            GetRequest request = new GetRequest(keys);
            calls.call(request, deadline);
            if (request.values().stream().anyMatch(value -> value.length > 0)) {
                calls.call(PlainRequest.of(Operation.DELETE, keys), deadline);
            }
            return request.values();
        } finally {
            end(deadline);
        }
    }

    /** Ends a section; that it ends late does not matter to what was done in it. */
    private void end(Deadline deadline) {
        try {
            unlock(deadline);
        } catch (IOException e) {
            // The end was sent, or the connection is lost: both end it.
        }
    }

    @Override
    public boolean iset(String key, byte[] value, Deadline deadline) throws IOException {
        PlainRequest request = PlainRequest.iset(key, value);
        call(request, deadline);
        return request.result() == 1;
    }

    @Override
    public void delete(List<String> keys, Deadline deadline) throws IOException {
        if (keys.isEmpty()) {
            finish(deadline);
        } else {
            call(PlainRequest.of(Operation.DELETE, keys), deadline);
        }
    }

    @Override
    public SortedSet<String> keys(Deadline deadline) throws IOException {
        KeysRequest request = new KeysRequest();
        call(request, deadline);
        return request.keys();
    }

    @Override
    public long size(String key, Deadline deadline) throws IOException {
        PlainRequest request = PlainRequest.size(key);
        call(request, deadline);
        return request.result();
    }

    @Override
    public void drop(Deadline deadline) throws IOException {
        call(PlainRequest.of(Operation.DROP), deadline);
        if (pipelined != null) {
            pipelined.forgetKeys();
        }
    }

    @Override
    public void claim(List<String> keys, Deadline deadline) throws IOException {
        call(PlainRequest.of(Operation.CLAIM, keys), deadline);
    }

    @Override
    public void flush(Deadline deadline) throws IOException {
        call(PlainRequest.of(Operation.FLUSH), deadline);
    }

    @Override
    public void compact(Deadline deadline) throws IOException {
        call(PlainRequest.of(Operation.COMPACT), deadline);
    }

    @Override
    public Section lock(Deadline deadline, Runnable onClose) throws IOException {
        Section section = new ClientSection(() -> unlock(new Deadline(options.timeout())), onClose);
        begin(deadline);
        return section;
    }

    /** Begins a section, or one within that of the calling thread. */
    private void begin(Deadline deadline) throws IOException {
        finish(deadline);
        turn.acquire(deadline, true);
        boolean begun = false;
        try {
            Line line = turn.section();
            if (line == null) {
                turn.begin(calls.call(PlainRequest.of(Operation.LOCK), deadline));
            } else if (line.isLost()) {
                throw calls.lostSection(line);
            } else {
                turn.nest();
            }
            begun = true;
        } finally {
            if (!begun) {
                turn.release();
            }
        }
    }

    /** Ends the calling thread's innermost section. */
    private void unlock(Deadline deadline) throws IOException {
        try {
            Line line = turn.end();
            if (line != null && !line.isLost()) {
                unlock(line, deadline);
            }
        } catch (LostLineException e) {
            // The section has ended with its line.
        } finally {
            turn.release();
        }
    }

    private static void unlock(Line line, Deadline deadline) throws IOException {
        try {
            PlainRequest request = PlainRequest.of(Operation.UNLOCK);
            send(request, line, deadline);
            Request.Outcome outcome = request.await(deadline, false);
            if (outcome == Request.Outcome.TIMED_OUT) {
                line.loseIfSilent();
                throw new IOException("the end of a section was not answered within " + deadline + " by " + line);
            }
            request.check(line);
        } catch (RuntimeException | Error e) {
            // The server ends the section with the line. On this one it would last, and other clients would wait.
            line.loseAfterError(e);
            throw e;
        }
    }

    /** Sends the end of a section. If there is no credit for it in time it is sent all the same: others wait for it. */
    private static void send(PlainRequest unlock, Line line, Deadline deadline) throws IOException {
        try {
            line.send(unlock, deadline, false);
        } catch (SocketTimeoutException e) {
            line.sendUnawaited(SentRequest.unlock(), new Deadline(SOON));
            throw e;
        }
    }

    /** With a pipeline, an append that has returned is only under way. */
    @Override
    public Set<Guarantee> guarantees() {
        Set<Guarantee> guarantees = EnumSet.noneOf(Guarantee.class);
        guarantees.addAll(lines.latest().offer().guarantees());
        guarantees.add(Guarantee.SHARED);
        if (!guarantees.contains(Guarantee.EXCLUSIVE_SECTIONS)) {
            // A pop is a get and a delete in a section, and so is a get of large values.
            guarantees.remove(Guarantee.ATOMIC_READS);
        }
        if (pipelined != null) {
            guarantees.remove(Guarantee.SHARED);
            guarantees.remove(Guarantee.APPENDS_SURVIVE_KILL);
            guarantees.remove(Guarantee.APPENDS_SURVIVE_POWER_LOSS);
            guarantees.remove(Guarantee.REPLICATED_APPENDS);
        }
        return guarantees;
    }

    @Override
    public void stopServer(Deadline deadline) throws IOException {
        call(PlainRequest.of(Operation.STOP), deadline);
    }

    private Line call(Request request, Deadline deadline) throws IOException {
        finish(deadline);
        return calls.call(request, deadline);
    }

    private void finish(Deadline deadline) throws IOException {
        if (pipelined != null) {
            pipelined.finish(deadline, true);
        }
    }

    @Override
    public void finishAll(Deadline deadline) throws IOException {
        if (pipelined != null) {
            pipelined.finish(deadline, false);
        }
    }

    @Override
    public void disconnect() {
        lines.latest().close();
    }
}
