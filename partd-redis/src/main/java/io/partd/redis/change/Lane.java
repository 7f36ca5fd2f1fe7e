package io.partd.redis.change;

import io.partd.CorruptDataException;
import io.partd.OutcomeUnknownException;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Failures;
import io.partd.redis.wire.Link;
import io.partd.redis.wire.Nodes;
import io.partd.redis.wire.Refusal;
import io.partd.redis.wire.RefusedException;
import io.partd.redis.wire.ServerAddress;
import io.partd.redis.wire.Text;
import io.partd.redis.wire.TimeLimit;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Carries changes to one server, many at a time: a round sends what is there, and then receives all answers. What is
 * not answered is in the next round again, perhaps another lane's. Thread-safe; it has a thread of its own.
 */
final class Lane implements Closeable {

    private static final long MOST_BYTES = 4 << 20;
    private static final long FEW_BYTES = 64 << 10;
    private static final long AFTER_ERROR_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ServerAddress server;
    private final Nodes nodes;
    private final Thread thread;

    /** The buckets with something to send, and when that may be. */
    private final Map<BucketQueue, Long> ready = new LinkedHashMap<>();

    /** How much a round sends: little after a connection was lost, so that a bad network lets something through. */
    private long mostNow = MOST_BYTES;

    private @Nullable Link link;
    private boolean sending;
    private long rounds;
    private boolean closed;

    Lane(ServerAddress server, Nodes nodes, ThreadFactory threads) {
        this.server = server;
        this.nodes = nodes;
        thread = threads.newThread(this::run);
        thread.setName("partd-redis-" + server);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Lets a bucket's changes be sent, not before a pause. */
    synchronized void ready(BucketQueue queue, long pauseMillis) {
        ready.put(queue, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis));
        notifyAll();
    }

    /** Makes sure that no arguments are being sent any more. The connection may be lost by that. */
    void stopSending() {
        boolean interrupted = false;
        synchronized (this) {
            long current = rounds;
            while (sending && current == rounds) {
                Link inUse = link;
                if (inUse != null) {
                    inUse.abort();
                }
                try {
                    TimeUnit.MILLISECONDS.timedWait(this, 10);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean open = true;
            while (open) {
                open = runRound();
            }
        } finally {
            drop();
        }
    }

    /**
     * Carries out one round, and returns whether there may be more. Whatever goes wrong, the thread goes on: without
     * it, all changes to the server would wait in vain.
     */
    private boolean runRound() {
        Round round = null;
        try {
            round = take();
            if (round == null) {
                return false;
            }
            round.run();
        } catch (RuntimeException | Error e) {
            LockSupport.parkNanos(AFTER_ERROR_NANOS);
            if (round != null) {
                round.endAfter(e);
            }
        }
        return true;
    }

    /** Waits for buckets with something to send; returns null when the lane is closed. */
    private synchronized @Nullable Round take() {
        List<BucketQueue> due = new ArrayList<>();
        while (!closed) {
            long now = System.nanoTime();
            long soonest = TimeUnit.MINUTES.toNanos(1);
            for (Map.Entry<BucketQueue, Long> each : ready.entrySet()) {
                long wait = each.getValue() - now;
                if (wait <= 0) {
                    due.add(each.getKey());
                } else {
                    soonest = Math.min(soonest, wait);
                }
            }
            if (!due.isEmpty()) {
                Round round = new Round(due);
                for (BucketQueue queue : due) {
                    ready.remove(queue);
                }
                return round;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, soonest + 100_000);
            } catch (InterruptedException e) {
                // Nobody has a reason to.
            }
        }
        return null;
    }

    private synchronized void setSending(boolean now) {
        sending = now;
        rounds += now ? 1 : 0;
        notifyAll();
    }

    private Link connected() throws IOException {
        Link current = link();
        if (current == null) {
            current = Link.open(server, nodes.dialing());
            boolean late;
            synchronized (this) {
                link = current;
                late = closed;
            }
            if (late) {
                throw new IOException("the store is closed");
            }
        }
        return current;
    }

    private synchronized @Nullable Link link() {
        return link;
    }

    private void drop() {
        Link current;
        synchronized (this) {
            current = link;
            link = null;
        }
        if (current != null) {
            current.abort();
        }
    }

    /** Ends it, with what is under way: by then nobody waits for that any more. */
    @Override
    public void close() {
        Link current;
        synchronized (this) {
            closed = true;
            notifyAll();
            current = link;
        }
        if (current != null) {
            current.abort();
        }
    }

    /** What follows from an answer. */
    @FunctionalInterface
    private interface Outcome {
        void tell() throws IOException;
    }

    /** What is sent at once. */
    private final class Round {

        private final List<BucketQueue> queues;
        private final List<BucketQueue> fenced = new ArrayList<>();
        private final Map<BucketQueue, List<Change>> sent = new LinkedHashMap<>();
        private final Map<BucketQueue, IOException> problems = new LinkedHashMap<>();

        /** Those of which a change was refused, so that none behind it was carried out. */
        private final Set<BucketQueue> rewound = new HashSet<>();

        /** What has an answer, to be told when the replicas know of it too. */
        private final List<Outcome> outcomes = new ArrayList<>();

        /** The buckets in the order in which the round ends for them, and for how many it has. */
        private List<BucketQueue> order;

        private int ended;

        Round(List<BucketQueue> queues) {
            this.queues = queues;
            order = queues;
        }

        void run() {
            IOException lost = null;
            try {
                exchange(connected());
                mostNow = Math.min(MOST_BYTES, 2 * Math.max(mostNow, FEW_BYTES));
            } catch (RefusedException e) {
                lost = e;
                drop();
                if (e.refusal().kind() == Refusal.Kind.FINAL) {
                    for (BucketQueue queue : queues) {
                        queue.refuseAll(e);
                    }
                }
            } catch (IOException e) {
                lost = e;
                drop();
            } catch (RuntimeException | Error e) {
                lost = Failures.inTheClient(server, e);
                drop();
            }
            if (lost != null) {
                mostNow = 1;
            }
            if (lost != null || !problems.isEmpty()) {
                refresh();
            }
            order = inTurn();
            for (; ended < order.size(); ended++) {
                BucketQueue queue = order.get(ended);
                IOException problem = problems.getOrDefault(queue, lost);
                if (problem != null && rewound.contains(queue)) {
                    // What is behind the refused change kept its number, which the next one would get too.
                    queue.doubt();
                }
                queue.endRound(problem, problem != null);
            }
        }

        /** Ends it, as far as it has not, when {@link #run} has thrown something; it is tried until that succeeds. */
        void endAfter(Throwable e) {
            while (ended < order.size()) {
                try {
                    drop();
                    IOException problem = Failures.inTheClient(server, e);
                    for (; ended < order.size(); ended++) {
                        order.get(ended).endRound(problem, true);
                    }
                } catch (RuntimeException | Error again) {
                    LockSupport.parkNanos(AFTER_ERROR_NANOS);
                }
            }
        }

        /** Returns the buckets in the order of the next round: first those that there was no room for in this one. */
        private List<BucketQueue> inTurn() {
            List<BucketQueue> inTurn = new ArrayList<>(queues);
            inTurn.removeAll(sent.keySet());
            inTurn.addAll(sent.keySet());
            return inTurn;
        }

        private void refresh() {
            try {
                nodes.topology().refresh(new Deadline(nodes.settings().timeout()));
            } catch (IOException e) {
                // There will be another try, at where it was.
            }
        }

        private void exchange(Link to) throws IOException {
            setSending(true);
            TimeLimit limit = new TimeLimit();
            try {
                limit.start(to, nodes.settings().timeout().toNanos());
                long left = mostNow;
                for (BucketQueue queue : queues) {
                    if (queue.needsFence()) {
                        fenced.add(queue);
                        to.send(queue.fenceCall());
                        continue;
                    }
                    List<Change> changes = queue.begin(left);
                    sent.put(queue, changes);
                    for (Change change : changes) {
                        left -= change.bytes();
                        change.send(to);
                    }
                    if (left <= 0) {
                        break;
                    }
                }
                if (nodes.settings().replicas() > 0) {
                    to.send(
                            Command.WAIT,
                            Text.of(nodes.settings().replicas()),
                            Text.of(nodes.settings().replicaWaitMillis()));
                }
                to.flush();
            } finally {
                limit.end();
                setSending(false);
            }
            receive(to);
        }

        private void receive(Link from) throws IOException {
            for (BucketQueue queue : fenced) {
                try {
                    Answer answer = Answer.of(from.receive());
                    outcome(() -> queue.fenced(answer));
                } catch (RefusedException e) {
                    problems.put(queue, noted(queue, e));
                }
            }
            for (Map.Entry<BucketQueue, List<Change>> each : sent.entrySet()) {
                for (Change change : each.getValue()) {
                    receive(from, each.getKey(), change);
                }
            }
            if (nodes.settings().replicas() > 0) {
                requireReplicas(from.receive());
            }
            for (Outcome each : outcomes) {
                each.tell();
            }
        }

        /** Tells an outcome at once, or when replicas know of it too. */
        private void outcome(Outcome outcome) throws IOException {
            if (nodes.settings().replicas() == 0) {
                outcome.tell();
            } else {
                outcomes.add(outcome);
            }
        }

        private void receive(Link from, BucketQueue queue, Change change) throws IOException {
            try {
                Answer answer = change.receive(from);
                switch (answer.status()) {
                    case "DONE" -> outcome(() -> queue.finish(change, answer));
                    case "BUSY" -> {
                        queue.refuseForNow(change);
                        problems.put(queue, new IOException(Refusal.EXCLUDED));
                    }
                    case "LOST" -> {
                        if (!queue.doubt(change)) {
                            queue.refuse(
                                    change,
                                    new IOException("the " + change + " had no effect: its section has run out, since "
                                            + "this client did not renew it in time, or a fail-over has lost it"));
                        }
                    }
                    case "LONG" -> {
                        change.useScript();
                        queue.unnumber(change, null);
                        rewound.add(queue);
                    }
                    case "FAILED" -> refused(queue, change, new RefusedException(new Refusal(answer.text(0)), server));
                    case "GAP" -> {
                        queue.refuseForNow(change);
                        if (rewound.contains(queue)) {
                            queue.unnumber(change, null);
                        } else if (!problems.containsKey(queue)) {
                            queue.doubt();
                        }
                    }
                    default -> throw new CorruptDataException("the server at " + server + " answers " + answer);
                }
            } catch (RefusedException e) {
                refused(queue, change, e);
            }
        }

        private void refused(BucketQueue queue, Change change, RefusedException e) {
            switch (e.refusal().kind()) {
                case FINAL -> {
                    if (queue.doubt(change)) {
                        problems.put(queue, e);
                    } else {
                        rewound.add(queue);
                        queue.unnumber(
                                change, new IOException("the " + change + " had no effect: " + e.getMessage(), e));
                    }
                }
                case UNCERTAIN ->
                    queue.refuse(
                            change,
                            new OutcomeUnknownException(
                                    "the " + change + " may or may not be stored: " + e.getMessage(), 0, 1, e));
                default -> {
                    queue.refuseForNow(change);
                    problems.put(queue, noted(queue, e));
                }
            }
        }

        /** Takes note of where the slot is. */
        private RefusedException noted(BucketQueue queue, RefusedException e) {
            if (e.refusal().kind() == Refusal.Kind.ELSEWHERE) {
                ServerAddress target = Calls.target(e.refusal(), server);
                if (target != null) {
                    nodes.topology().moved(queue.bucket().slot(), target);
                }
            }
            return e;
        }

        private void requireReplicas(@Nullable Object count) {
            int needed = nodes.settings().replicas();
            if (count instanceof Long known && known >= needed) {
                return;
            }
            outcomes.clear();
            IOException few = new IOException("it is stored at the server at " + server + ", but only " + count + " of "
                    + needed + " replicas have confirmed it; a fail-over may lose it");
            sent.keySet().forEach(queue -> problems.putIfAbsent(queue, few));
            fenced.forEach(queue -> problems.putIfAbsent(queue, few));
        }
    }
}
