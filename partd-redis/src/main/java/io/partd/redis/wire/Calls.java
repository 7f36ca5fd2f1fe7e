package io.partd.redis.wire;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Makes calls that may be made twice without harm, those of several slots side by side; and makes them again until they
 * are answered, wherever the slots are then. Thread-safe.
 */
public final class Calls {

    private static final String REFUSED_BY_SECTION = "BUSY";
    private static final long LONGEST_PAUSE_MILLIS = 100;

    /** How long an answer may come after the deadline, so that none is cut off that is about to. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Nodes nodes;

    public Calls(Nodes nodes) {
        this.nodes = nodes;
    }

    /** Makes one call and returns its answer. */
    public Answer call(Call call, Deadline deadline) throws IOException {
        return call(List.of(call), 0, deadline).get(0);
    }

    /** Makes calls, and returns their answers in the same order. */
    public List<Answer> call(List<Call> calls, Deadline deadline) throws IOException {
        return call(calls, 0, deadline);
    }

    /**
     * Makes calls, and returns their answers in the same order.
     *
     * @param replicas how many replicas have to know what was done
     */
    public List<Answer> call(List<Call> calls, int replicas, Deadline deadline) throws IOException {
        @Nullable Answer[] answers = new Answer[calls.size()];
        Map<ServerAddress, List<Integer>> open = byServer(calls, answers);
        long pause = 1;
        while (!open.isEmpty()) {
            IOException problem = null;
            for (Map.Entry<ServerAddress, List<Integer>> each : open.entrySet()) {
                IOException failure = ask(each.getKey(), each.getValue(), calls, answers, replicas, deadline);
                problem = failure == null ? problem : failure;
            }
            open = byServer(calls, answers);
            if (!open.isEmpty()) {
                IOException reason = problem == null ? new IOException(Refusal.EXCLUDED) : problem;
                Waiting.pause(pause, deadline, "an answer", reason);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                if (problem != null) {
                    refresh(deadline);
                }
                open = byServer(calls, answers);
            }
        }
        List<Answer> all = new ArrayList<>(answers.length);
        for (Answer answer : answers) {
            if (answer != null) {
                all.add(answer);
            }
        }
        return all;
    }

    private void refresh(Deadline deadline) throws InterruptedIOException {
        try {
            nodes.topology().refresh(deadline);
        } catch (SocketTimeoutException e) {
            // The next pause says so.
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            // Perhaps one of them answers the next time.
        }
    }

    private Map<ServerAddress, List<Integer>> byServer(List<Call> calls, @Nullable Answer[] answers) {
        Map<ServerAddress, List<Integer>> open = new LinkedHashMap<>();
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] == null) {
                ServerAddress server = nodes.topology().serverOf(calls.get(i).slot());
                open.computeIfAbsent(server, each -> new ArrayList<>()).add(i);
            }
        }
        return open;
    }

    /** Asks one server, and returns why some calls are to be made again; null if only because of a section. */
    private @Nullable IOException ask(
            ServerAddress server,
            List<Integer> numbers,
            List<Call> calls,
            @Nullable Answer[] answers,
            int replicas,
            Deadline deadline)
            throws IOException {
        Pool pool = nodes.pool(server);
        Link link;
        try {
            link = pool.take(deadline);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (RefusedException e) {
            return again(e, server, -1);
        } catch (IOException e) {
            return e;
        }
        boolean usable = false;
        TimeLimit limit = new TimeLimit();
        try {
            limit.start(link, deadline.nanos() + GRACE_NANOS);
            for (int number : numbers) {
                link.send(calls.get(number));
            }
            if (replicas > 0) {
                link.send(
                        Command.WAIT,
                        Text.of(replicas),
                        Text.of(nodes.settings().replicaWaitMillis()));
            }
            List<Answer> found = new ArrayList<>();
            IOException problem = receive(link, numbers, calls, found, answers);
            if (replicas > 0) {
                problem = confirmed(link, replicas, problem);
                if (problem != null) {
                    numbers.forEach(number -> answers[number] = null);
                }
            }
            usable = true;
            return problem;
        } catch (RefusedException | CorruptDataException e) {
            throw e;
        } catch (IOException e) {
            return e;
        } finally {
            limit.end();
            if (usable) {
                pool.give(link);
            } else {
                pool.lose(link);
            }
        }
    }

    private @Nullable IOException receive(
            Link link, List<Integer> numbers, List<Call> calls, List<Answer> found, @Nullable Answer[] answers)
            throws IOException {
        IOException problem = null;
        RefusedException last = null;
        for (int number : numbers) {
            try {
                Answer answer = Answer.of(link.receive());
                if (!answer.is(REFUSED_BY_SECTION) || calls.get(number).script() == Script.LOCK) {
                    answers[number] = answer;
                    found.add(answer);
                }
            } catch (RefusedException e) {
                if (isFinal(e.refusal())) {
                    last = e;
                } else {
                    problem = again(e, link.server(), calls.get(number).slot());
                }
            }
        }
        if (last != null) {
            throw last;
        }
        return problem;
    }

    private static @Nullable IOException confirmed(Link link, int replicas, @Nullable IOException before)
            throws IOException {
        Object count;
        try {
            count = link.receive();
        } catch (RefusedException e) {
            if (e.refusal().kind() == Refusal.Kind.FINAL) {
                throw e;
            }
            // One that has just become a replica has no replicas to wait for.
            return before == null ? e : before;
        }
        if (before == null && !(count instanceof Long known && known >= replicas)) {
            return new IOException(
                    "only " + count + " of " + replicas + " replicas of the server at " + link.server() + " answer");
        }
        return before;
    }

    private static boolean isFinal(Refusal refusal) {
        return refusal.kind() == Refusal.Kind.FINAL || refusal.kind() == Refusal.Kind.UNCERTAIN;
    }

    /** Returns the exception if there is sense in trying again, else throws it. */
    private RefusedException again(RefusedException e, ServerAddress server, int slot) throws RefusedException {
        if (isFinal(e.refusal())) {
            throw e;
        }
        if (e.refusal().kind() == Refusal.Kind.ELSEWHERE && slot >= 0) {
            ServerAddress target = target(e.refusal(), server);
            if (target != null) {
                nodes.topology().moved(slot, target);
            }
        }
        return e;
    }

    /**
     * Returns the server that {@code MOVED 3999 host:port} names; null if it does not name it.
     *
     * @param from who says so; without a host, the server is where that is
     */
    public static @Nullable ServerAddress target(Refusal refusal, ServerAddress from) {
        String[] words = refusal.text().split(" ");
        ServerAddress target = ServerAddress.of(words.length < 3 ? "" : words[2]);
        if (target == null || target.host().equals("?")) {
            return null;
        }
        return target.host().isEmpty() ? new ServerAddress(from.host(), target.port()) : target;
    }
}
