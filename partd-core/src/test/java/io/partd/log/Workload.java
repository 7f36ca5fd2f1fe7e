package io.partd.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.partd.Durability;
import io.partd.Section;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Work on a log in which everything happens: batches of all kinds, lists, segments that end, checkpoints, compactions,
 * drops, and the log is closed and opened again. What it must have led to is kept beside, step by step.
 */
final class Workload {

    /** Sizes that make everything happen soon. */
    static final Log.Options SMALL = new Log.Options(1500, 6);

    /** What is done in one step. */
    @FunctionalInterface
    interface Action {
        void on(LogStore store) throws IOException;
    }

    /**
     * A step.
     *
     * @param flushes whether everything before it is on the disk then, for whoever syncs
     */
    record Step(String name, boolean flushes, Action action, Consumer<Map<String, String>> effect) {

        /** Returns what there is after it. */
        Map<String, String> after(Map<String, String> before) {
            Map<String, String> after = new TreeMap<>(before);
            effect.accept(after);
            return after;
        }

        /** Tells whether the log is closed by it, and to be opened again. */
        boolean closes() {
            return name.equals("reopen");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Step> STEPS = steps();

    private final SimulatedMachine machine;
    private final Durability durability;
    private final List<Map<String, String>> states = new ArrayList<>(List.of(Map.of()));
    private int acknowledged;
    private int flushed;

    Workload(SimulatedMachine machine, Durability durability) {
        this.machine = machine;
        this.durability = durability;
    }

    private static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            steps.add(append(i, "a", 20, "b", 30, "c", 5));
        }
        steps.add(iset("a", 8));
        steps.add(iset("set", 8));
        steps.add(flush());
        steps.add(append(5, "a", 700, "d", 600));
        steps.add(delete("b", "none"));
        steps.add(append(6, "b", 40, "e", 10));
        steps.add(reopen());
        steps.add(append(7, "a", 11, "e", 9));
        steps.add(pop("d"));
        steps.add(append(8, "d", 1900, "f", 300));
        steps.add(append(9, "g", 100, "f", 300));
        steps.add(flush());
        steps.add(section(10, "c", 30, "g", 3));
        steps.add(compact());
        steps.add(append(11, "a", 50, "b", 60, "h", 70));
        steps.add(delete("f"));
        for (int i = 0; i < 8; i++) {
            steps.add(append(12 + i, "a", 90 + i, "i", 80));
        }
        steps.add(flush());
        steps.add(compact());
        steps.add(reopen());
        steps.add(append(20, "a", 5, "z", 5));
        steps.add(drop());
        steps.add(append(21, "a", 5, "y", 5));
        steps.add(append(22, "y", 1500));
        steps.add(compact());
        steps.add(delete("a", "y"));
        steps.add(append(23, "x", 400));
        steps.add(append(24, "x", 40));
        steps.add(reopen());
        steps.add(append(25, "x", 40, "w", 4));
        return steps;
    }

    private static Step append(int number, Object... keysAndSizes) {
        Map<String, byte[]> batch = batch(number, keysAndSizes);
        return new Step("append " + number, false, store -> store.append(batch), state -> add(state, batch));
    }

    private static Step section(int number, Object... keysAndSizes) {
        Map<String, byte[]> batch = batch(number, keysAndSizes);
        return new Step(
                "append " + number + " in a section",
                false,
                store -> {
                    Section section = store.lock();
                    try {
                        store.append(batch);
                    } finally {
                        section.close();
                    }
                },
                state -> add(state, batch));
    }

    private static Step iset(String key, int size) {
        byte[] value = value("iset", key, size);
        return new Step(
                "iset " + key,
                false,
                store -> store.iset(key, value),
                state -> state.putIfAbsent(key, new String(value, ISO_8859_1)));
    }

    private static Step delete(String... keys) {
        List<String> gone = List.of(keys);
        return new Step(
                "delete " + gone,
                false,
                store -> store.delete(gone),
                state -> state.keySet().removeAll(gone));
    }

    private static Step pop(String key) {
        return new Step("pop " + key, false, store -> store.pop(key), state -> state.remove(key));
    }

    private static Step flush() {
        return new Step("flush", true, LogStore::flush, Workload::leave);
    }

    private static Step compact() {
        return new Step("compact", false, LogStore::compact, Workload::leave);
    }

    private static Step drop() {
        return new Step("drop", false, LogStore::drop, Map::clear);
    }

    private static Step reopen() {
        return new Step("reopen", true, LogStore::close, Workload::leave);
    }

    private static void leave(Map<String, String> state) {}

    private static Map<String, byte[]> batch(int number, Object... keysAndSizes) {
        Map<String, byte[]> batch = new TreeMap<>();
        for (int i = 0; i < keysAndSizes.length; i += 2) {
            String key = (String) keysAndSizes[i];
            batch.put(key, value("" + number, key, (int) keysAndSizes[i + 1]));
        }
        return batch;
    }

    private static byte[] value(String from, String key, int size) {
        return ("<" + from + key + ">").repeat(size).substring(0, size).getBytes(ISO_8859_1);
    }

    private static void add(Map<String, String> state, Map<String, byte[]> batch) {
        batch.forEach((key, value) -> state.merge(key, new String(value, ISO_8859_1), String::concat));
    }

    /**
     * Does all steps, in which errors may happen.
     *
     * @throws SimulatedMachine.Stopped if the machine stops
     */
    void run() throws IOException {
        LogStore store = SimulatedDisk.store(machine, durability, SMALL);
        for (Step step : STEPS) {
            states.add(step.after(states.get(states.size() - 1)));
            step.action.on(store);
            acknowledged++;
            if (step.flushes) {
                flushed = acknowledged;
            }
            if (step.closes()) {
                store = SimulatedDisk.store(machine, durability, SMALL);
            }
        }
        store.close();
        flushed = acknowledged;
    }

    /** Returns the states of which one must be there after a stop that took some of the unsynced data with it. */
    List<Map<String, String>> possible(SimulatedMachine.Loss loss) {
        int first = loss == SimulatedMachine.Loss.NOTHING || durability == Durability.BATCH
                ? acknowledged
                : durability == Durability.FLUSH ? flushed : 0;
        return states.subList(first, states.size());
    }

    /** Returns what a log holds, read in all ways. */
    static Map<String, String> contents(LogStore store) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        List<String> keys = new ArrayList<>(store.keys());
        List<byte[]> values = store.get(keys);
        for (int i = 0; i < keys.size(); i++) {
            String value = new String(values.get(i), ISO_8859_1);
            String key = keys.get(i);
            try (InputStream in = store.open(key)) {
                String streamed = new String(in.readAllBytes(), ISO_8859_1);
                if (!streamed.equals(value) || store.size(key) != value.length()) {
                    throw new AssertionError(key + " is '" + value + "', of " + store.size(key)
                            + " bytes, and as a stream '" + streamed + "'");
                }
            }
            contents.put(key, value);
        }
        return contents;
    }
}
