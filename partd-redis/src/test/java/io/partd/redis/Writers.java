package io.partd.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.OutcomeUnknownException;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writers under a load of small batches, each with a store of its own: a key that is the writer's alone and one that
 * all share. Afterwards it is known what must be there: every append that returned, once and in the writer's order.
 */
final class Writers {

    private static final int KEYS = 40;

    private final String uri;
    private final int count;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CountDownLatch opened;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final List<List<String>> kept = new ArrayList<>();
    private final List<List<String>> unknown = new ArrayList<>();

    Writers(String uri, int count) {
        this.uri = uri;
        this.count = count;
        this.opened = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            kept.add(new ArrayList<>());
            unknown.add(new ArrayList<>());
        }
    }

    /** What happens while they write. */
    @FunctionalInterface
    interface Disturbance {
        void run() throws Exception;
    }

    /** Lets them write while something happens, until each has written more after that. */
    void during(Disturbance disturbance) {
        Parallel.run(count + 1, thread -> {
            if (thread < count) {
                write(thread);
            } else {
                try {
                    opened.await();
                    awaitMore();
                    disturbance.run();
                    awaitMore();
                } finally {
                    stop.set(true);
                }
            }
        });
    }

    /** Returns how many appends have returned so far. */
    int acknowledged() {
        return acknowledged.get();
    }

    private void awaitMore() throws IOException {
        int enough = acknowledged.get() + 200;
        RedisCluster.await("more appends", () -> stop.get() || acknowledged.get() >= enough);
    }

    private void write(int writer) throws IOException {
        try (Store store = Partd.open(uri)) {
            opened.countDown();
            for (int i = 0; !stop.get(); i++) {
                String text = "<" + writer + ":" + i + ">";
                byte[] bytes = text.getBytes(US_ASCII);
                try {
                    store.append(Map.of("own" + writer + "/" + i % KEYS, bytes, "shared/" + i % KEYS, bytes));
                    kept.get(writer).add(text);
                    acknowledged.incrementAndGet();
                } catch (OutcomeUnknownException e) {
                    unknown.get(writer).add(text);
                }
            }
        } finally {
            opened.countDown();
            stop.set(true);
        }
    }

    /** Checks what a fresh store finds. */
    void check() throws IOException {
        Map<String, String> values = new TreeMap<>();
        try (Store store = Partd.open(uri)) {
            for (String key : store.keys()) {
                values.put(key, new String(store.get(key), US_ASCII));
            }
        }
        List<List<String>> own = new ArrayList<>();
        List<List<String>> shared = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            own.add(new ArrayList<>());
            shared.add(new ArrayList<>());
        }
        values.forEach((key, value) -> {
            List<Integer> last = new ArrayList<>(Collections.nCopies(count, -1));
            for (String piece : value.split("(?<=>)")) {
                int writer = Integer.parseInt(piece.substring(1, piece.indexOf(':')));
                int number = Integer.parseInt(piece.substring(piece.indexOf(':') + 1, piece.length() - 1));
                assertThat(number)
                        .as("after <%d:%d> in %s", writer, last.get(writer), key)
                        .isGreaterThan(last.get(writer));
                last.set(writer, number);
                assertThat(number % KEYS).isEqualTo(Integer.parseInt(key.substring(key.indexOf('/') + 1)));
                (key.startsWith("own") ? own : shared).get(writer).add(piece);
            }
        });
        for (int i = 0; i < count; i++) {
            for (List<List<String>> found : List.of(own, shared)) {
                Set<String> all = new HashSet<>(found.get(i));
                assertThat(all).as("once each").hasSameSizeAs(found.get(i));
                Set<String> lost = new HashSet<>(kept.get(i));
                lost.removeAll(all);
                assertThat(lost).as("lost").isEmpty();
                all.removeAll(Set.copyOf(kept.get(i)));
                all.removeAll(Set.copyOf(unknown.get(i)));
                assertThat(all).as("never acknowledged, nor unknown").isEmpty();
            }
        }
    }

    /** Returns how many appends said that they do not know whether they are there. */
    int unknown() {
        return unknown.stream().mapToInt(List::size).sum();
    }
}
