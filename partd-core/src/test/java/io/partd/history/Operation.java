package io.partd.history;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One call in a history.
 *
 * @param thread who called; unique among all threads of all processes
 * @param kind what was called
 * @param values for each key the values that were appended or returned, by their numbers
 * @param detail what {@code iset} or {@code size} returned; for a failure its message; for a restart what was lost
 * @param start the moment before the call
 * @param end the moment after it
 * @param outcome how it ended
 */
public record Operation(
        String thread,
        Kind kind,
        SortedMap<String, List<Long>> values,
        String detail,
        long start,
        long end,
        Outcome outcome) {

    /** What is called. */
    public enum Kind {
        APPEND,
        ISET,
        GET,
        POP,
        DELETE,
        DROP,
        KEYS,
        SIZE,
        LOCK,
        UNLOCK,
        FLUSH,
        COMPACT,
        CLOSE,
        /** All who used the store ended at this moment; the detail is {@link #KILL} or another of them. */
        RESTART,
        /** Everything in the store, read while nobody else used it. The first operation after a restart. */
        CONTENTS;

        /** Tells whether it may change what is stored. */
        boolean changes() {
            return this == APPEND || this == ISET || removes();
        }

        /** Tells whether it tells what is stored, and changes nothing. */
        boolean reads() {
            return this == GET || this == KEYS || this == SIZE || this == CONTENTS;
        }

        /** Tells whether it may remove values. */
        boolean removes() {
            return this == POP || this == DELETE || this == DROP;
        }

        /** Tells whether it returns values. */
        boolean returnsValues() {
            return this == GET || this == POP || this == CONTENTS;
        }
    }

    /** How a call ends. */
    public enum Outcome {
        /** It returned. */
        OK,
        /** It threw, and had no effect. */
        FAILED,
        /** It threw, and may have had its effect; or whoever called it was killed. */
        UNKNOWN,
        /** It returned bytes that are not made of whole values. */
        GARBLED
    }

    /** The detail of a restart in which every process was killed. */
    public static final String KILL = "kill";

    /** The detail of a restart after which the disk has what had been synced, and perhaps more. */
    public static final String POWER_CUT = "power cut";

    /** The detail of a restart of which nothing is promised but that values are whole and in order. */
    public static final String UNPROMISED = "unpromised";

    /** Makes one. */
    public Operation {
        TreeMap<String, List<Long>> copy = new TreeMap<>();
        values.forEach((key, numbers) -> copy.put(key, List.copyOf(numbers)));
        values = copy;
    }

    Operation withValues(Map<String, List<Long>> others) {
        return new Operation(thread, kind, new TreeMap<>(others), detail, start, end, outcome);
    }

    Operation startedAt(long moment) {
        return new Operation(thread, kind, values, detail, moment, end, outcome);
    }

    boolean isOk() {
        return outcome == Outcome.OK;
    }

    /** Tells whether it may have had an effect. */
    boolean mayHaveHappened() {
        return outcome == Outcome.OK || outcome == Outcome.UNKNOWN;
    }

    /** Tells whether it removes values of a key, if it has its effect. */
    boolean removes(String key) {
        return kind == Kind.DROP || (kind.removes() && values.containsKey(key));
    }

    /** Tells whether it had ended before another one began. */
    boolean isBefore(Operation other) {
        return end < other.start;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(thread + ": " + kind);
        values.forEach(
                (key, numbers) -> text.append(' ').append(key).append('=').append(named(numbers)));
        if (!detail.isEmpty()) {
            text.append(" (").append(detail).append(')');
        }
        if (outcome != Outcome.OK) {
            text.append(' ').append(outcome);
        }
        return text + " @" + start + "–" + end;
    }

    /** Returns the short names of values. */
    static List<String> named(List<Long> numbers) {
        return numbers.stream().map(UniqueValues::name).toList();
    }
}
