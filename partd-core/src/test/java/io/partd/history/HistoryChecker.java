package io.partd.history;

import io.partd.Guarantee;
import io.partd.history.Operation.Kind;
import io.partd.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Says whether a store that keeps the laws, and what it guarantees beyond them, can have answered as a history tells:
 *
 * <ul>
 *   <li>Every value is read whole, only in the key it was appended to, and never twice.
 *   <li>An append that returned is read by whoever reads later, unless the key was deleted; one that failed by nobody.
 *   <li>Of two values of a key that one is first which was appended first, and all readers see the same order.
 *   <li>A batch is read wholly or not at all; several keys are read as of one moment.
 *   <li>Nobody does anything within somebody else's section.
 *   <li>After a restart there is what was guaranteed to survive it, and nothing that had not been done.
 * </ul>
 *
 * <p>First each of these is looked for by itself, for the sake of the message; then the whole history must be
 * linearizable.
 */
@SuppressWarnings("ReferenceEquality") // each call is an operation of its own
public final class HistoryChecker {

    private final Set<Guarantee> guarantees;
    private final List<String> violations = new ArrayList<>();

    /** What became of each value. */
    private final Map<Long, Operation> appends = new HashMap<>();

    /** Makes a checker of stores with such guarantees. */
    private HistoryChecker(Set<Guarantee> guarantees) {
        this.guarantees = EnumSet.noneOf(Guarantee.class);
        this.guarantees.addAll(guarantees);
    }

    /** Returns what is wrong with a history, each a sentence; nothing if a store can have behaved so. */
    public static List<String> violations(History history, Set<Guarantee> guarantees) {
        HistoryChecker checker = new HistoryChecker(guarantees);
        checker.check(history.operations());
        return checker.violations;
    }

    /**
     * Checks a history.
     *
     * @throws AssertionError if something is wrong with it; the message says what, and ends with the history
     */
    public static void check(History history, Set<Guarantee> guarantees) {
        List<String> violations = violations(history, guarantees);
        if (!violations.isEmpty()) {
            throw new AssertionError(String.join("\n", violations) + "\nin the history\n" + history);
        }
    }

    private void check(List<Operation> recorded) {
        List<Operation> operations = withLostSections(recorded);
        for (Operation operation : operations) {
            if (operation.kind() == Kind.APPEND || operation.kind() == Kind.ISET) {
                operation.values().values().forEach(numbers -> numbers.forEach(n -> appends.put(n, operation)));
            }
        }
        List<Operation> era = new ArrayList<>();
        SortedMap<String, List<Long>> initial = new TreeMap<>();
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            if (operation.kind() == Kind.RESTART) {
                Operation recovered = i + 1 < operations.size() ? operations.get(i + 1) : null;
                boolean known = recovered != null && recovered.kind() == Kind.CONTENTS && recovered.isOk();
                checkEra(initial, era, operation, known ? recovered : null);
                if (!violations.isEmpty() || !known) {
                    return;
                }
                initial = recovered.values();
                era.clear();
            } else {
                era.add(operation);
            }
        }
        checkEra(initial, era, null, null);
    }

    /**
     * Lets each section whose end is not known end at any moment since its thread was last known to be alive. A thread
     * that is killed writes down later that it lost its section than others may enter it.
     */
    private static List<Operation> withLostSections(List<Operation> operations) {
        Map<String, Long> alive = new HashMap<>();
        List<Operation> moved = new ArrayList<>();
        for (Operation operation : operations) {
            boolean lost = operation.kind() == Kind.UNLOCK && operation.outcome() == Outcome.UNKNOWN;
            Long since = alive.get(operation.thread());
            moved.add(lost && since != null ? operation.startedAt(since) : operation);
            boolean answered = operation.outcome() != Outcome.UNKNOWN;
            alive.put(operation.thread(), answered ? operation.end() : operation.start());
        }
        return moved;
    }

    /** Checks what is between two restarts. */
    private void checkEra(
            SortedMap<String, List<Long>> initial, List<Operation> era, Operation restart, Operation recovered) {
        era.forEach(this::checkValues);
        if (recovered != null) {
            checkValues(recovered);
        }
        checkReads(initial, era);
        checkSections(era);
        if (violations.isEmpty()) {
            Survivors survivors =
                    restart == null || recovered == null ? null : Survivors.of(restart, recovered, era, guarantees);
            new Linearization(guarantees, initial, era, survivors).explain(violations);
        }
    }

    private void say(String what, Operation... operations) {
        StringBuilder text = new StringBuilder(what);
        for (Operation operation : operations) {
            text.append("\n    ").append(operation);
        }
        violations.add(text.toString());
    }

    /** Checks what one operation returned, by itself. */
    private void checkValues(Operation read) {
        if (read.outcome() == Outcome.GARBLED) {
            say("What was read is not what was appended: " + read.detail(), read);
        }
        if (!read.kind().returnsValues() || !read.isOk()) {
            return;
        }
        read.values().forEach((key, numbers) -> {
            Set<Long> seen = new HashSet<>();
            for (long number : numbers) {
                String value = "Value " + UniqueValues.name(number) + " in " + key;
                Operation append = appends.get(number);
                if (append == null
                        || !append.values().getOrDefault(key, List.of()).contains(number)) {
                    say(value + " was never appended to it.", read);
                    continue;
                }
                if (!seen.add(number)) {
                    say(value + " is there twice.", append, read);
                }
                if (append.outcome() == Outcome.FAILED || append.detail().equals("false")) {
                    say(value + " is there, though its append had failed or set nothing.", append, read);
                }
                if (read.isBefore(append)) {
                    say(value + " was read before it was appended.", read, append);
                }
            }
            checkOrder(key, numbers, read);
        });
    }

    private void checkOrder(String key, List<Long> numbers, Operation read) {
        for (int i = 1; i < numbers.size(); i++) {
            Operation first = appends.get(numbers.get(i - 1));
            Operation second = appends.get(numbers.get(i));
            if (first != null && second != null && second.isBefore(first)) {
                say(
                        "In " + key + ", value " + UniqueValues.name(numbers.get(i)) + " is behind "
                                + UniqueValues.name(numbers.get(i - 1)) + ", which was appended later.",
                        second,
                        first,
                        read);
            }
        }
    }

    /** Checks reads against appends and each other. */
    private void checkReads(SortedMap<String, List<Long>> initial, List<Operation> era) {
        List<Operation> reads = era.stream()
                .filter(operation -> operation.kind().returnsValues() && operation.isOk())
                .toList();
        for (Operation read : reads) {
            read.values().forEach((key, numbers) -> {
                checkPresent(key, numbers, initial, era, read);
                checkGone(key, numbers, reads, read);
                for (Operation other : reads) {
                    List<Long> theirs = other.values().get(key);
                    if (theirs != null && other.start() >= read.start() && other != read) {
                        checkSameOrder(key, numbers, theirs, read, other);
                    }
                }
            });
            if (guarantees.contains(Guarantee.ATOMIC_READS) && guarantees.contains(Guarantee.ATOMIC_BATCHES)) {
                checkBatches(era, read);
            }
        }
    }

    /** Looks for what must be there. */
    private void checkPresent(
            String key,
            List<Long> numbers,
            SortedMap<String, List<Long>> initial,
            List<Operation> era,
            Operation read) {
        Set<Long> present = new HashSet<>(numbers);
        boolean removed = era.stream()
                .anyMatch(other ->
                        other != read && other.removes(key) && other.mayHaveHappened() && !read.isBefore(other));
        if (!removed && !present.containsAll(initial.getOrDefault(key, List.of()))) {
            say(
                    "What " + key + " had at first, " + Operation.named(initial.get(key))
                            + ", is not there wholly, though nobody deleted it.",
                    read);
        }
        for (Operation append : era) {
            boolean appended = append.kind() == Kind.APPEND
                    && append.isOk()
                    && append.values().containsKey(key)
                    && append.isBefore(read);
            if (appended && !present.containsAll(append.values().get(key))) {
                boolean deleted = era.stream()
                        .anyMatch(other -> other != read
                                && other.removes(key)
                                && other.mayHaveHappened()
                                && !other.isBefore(append)
                                && !read.isBefore(other));
                if (!deleted) {
                    say(
                            "Value " + Operation.named(append.values().get(key)) + " is missing in " + key
                                    + ", though its append had returned and nobody deleted it.",
                            append,
                            read);
                }
            }
        }
    }

    /** Looks for what must not be there any more. */
    private void checkGone(String key, List<Long> numbers, List<Operation> reads, Operation read) {
        for (Operation pop : reads) {
            List<Long> popped = pop.values().get(key);
            if (pop.kind() == Kind.POP && popped != null && pop.isBefore(read)) {
                for (long number : numbers) {
                    if (popped.contains(number)) {
                        say(
                                "Value " + UniqueValues.name(number) + " is still in " + key
                                        + ", though it had been popped.",
                                pop,
                                read);
                    }
                }
            }
        }
    }

    private void checkSameOrder(String key, List<Long> one, List<Long> two, Operation read, Operation other) {
        List<Long> common = new ArrayList<>(one);
        common.retainAll(two);
        List<Long> theirs = new ArrayList<>(two);
        theirs.retainAll(one);
        if (!common.equals(theirs)) {
            say("Two readers saw the values of " + key + " in different orders.", read, other);
        }
    }

    private void checkBatches(List<Operation> era, Operation read) {
        for (Operation append : era) {
            if (append.kind() == Kind.APPEND && append.values().size() > 1) {
                Set<String> there = new HashSet<>();
                Set<String> missing = new HashSet<>();
                append.values().forEach((key, numbers) -> {
                    List<Long> found = read.values().get(key);
                    if (found != null) {
                        (found.containsAll(numbers) ? there : missing).add(key);
                    }
                });
                boolean removed = era.stream()
                        .anyMatch(other -> other != read
                                && other.mayHaveHappened()
                                && !read.isBefore(other)
                                && missing.stream().anyMatch(other::removes));
                if (!there.isEmpty() && !missing.isEmpty() && !removed) {
                    say("A batch was read in " + there + " and not in " + missing + ".", append, read);
                }
            }
        }
    }

    /** Looks for operations of others within a section. */
    private void checkSections(List<Operation> era) {
        if (!guarantees.contains(Guarantee.EXCLUSIVE_SECTIONS)) {
            return;
        }
        Map<String, List<Operation>> open = new HashMap<>();
        for (Operation operation : era) {
            List<Operation> sections = open.computeIfAbsent(operation.thread(), thread -> new ArrayList<>());
            if (operation.kind() == Kind.LOCK && operation.isOk()) {
                sections.add(operation);
            } else if (operation.kind() == Kind.UNLOCK && !sections.isEmpty()) {
                Operation begin = sections.remove(sections.size() - 1);
                for (Operation other : era) {
                    boolean within = !other.thread().equals(operation.thread())
                            && begin.isBefore(other)
                            && other.isBefore(operation)
                            && other.isOk()
                            && (other.kind().changes() || other.kind().reads());
                    if (within) {
                        say(
                                "An operation began and ended within the section of another thread.",
                                begin,
                                other,
                                operation);
                    }
                }
            }
        }
    }

    /** What a restart has left, and what it had to leave. */
    record Survivors(Operation contents, List<Operation> durable, boolean wholly) {

        /** Returns null if anything may be left. */
        static Survivors of(Operation restart, Operation contents, List<Operation> era, Set<Guarantee> guarantees) {
            boolean kill = restart.detail().equals(Operation.KILL);
            boolean every =
                    guarantees.contains(kill ? Guarantee.APPENDS_SURVIVE_KILL : Guarantee.APPENDS_SURVIVE_POWER_LOSS);
            boolean flushed =
                    guarantees.contains(kill ? Guarantee.FLUSHES_SURVIVE_KILL : Guarantee.FLUSHES_SURVIVE_POWER_LOSS);
            if ((!every && !flushed) || restart.detail().equals(Operation.UNPROMISED)) {
                return null;
            }
            long lastFlush = era.stream()
                    .filter(operation -> operation.kind() == Kind.FLUSH || operation.kind() == Kind.CLOSE)
                    .filter(Operation::isOk)
                    .mapToLong(Operation::start)
                    .max()
                    .orElse(Long.MIN_VALUE);
            List<Operation> durable = era.stream()
                    .filter(operation ->
                            operation.kind().changes() && operation.isOk() && (every || operation.end() < lastFlush))
                    .toList();
            return new Survivors(contents, durable, guarantees.contains(Guarantee.CRASH_ATOMIC_BATCHES));
        }
    }

    /** Returns the values of a map that are not empty. */
    static SortedMap<String, List<Long>> present(SortedMap<String, List<Long>> values) {
        TreeMap<String, List<Long>> present = new TreeMap<>(values);
        present.values().removeAll(Collections.singleton(List.<Long>of()));
        return present;
    }
}
