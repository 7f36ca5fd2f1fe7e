package io.partd.history;

import io.partd.Guarantee;
import io.partd.history.Operation.Kind;
import io.partd.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Looks for an order of all operations in which each has its place between its call and its return, and in which a
 * simple map would have returned what they returned. It is a search as Wing and Gong's, with Lowe's memory of what has
 * been tried. That values are unique keeps it short: what a read has seen says in which order its appends were.
 *
 * <p>A change of unknown outcome has happened if its value was seen; else it may happen or not.
 */
final class Linearization {

    /** How many steps are tried before it is given up. */
    private static final int MOST_STEPS = 2_000_000;

    private final boolean sections;
    private final SortedMap<String, List<Long>> initial;
    private final List<Operation> operations = new ArrayList<>();

    /** For each operation those that must come before it, as readers saw it. */
    private final List<BitSet> before = new ArrayList<>();

    private final BitSet optional = new BitSet();
    private final List<SortedMap<String, List<Long>>> survivors = new ArrayList<>();
    private final boolean wholly;
    private final BitSet durable = new BitSet();

    private final Set<State> tried = new HashSet<>();
    private int steps;
    private State furthest;

    /** Where a search is. */
    private record State(BitSet done, BitSet survived, SortedMap<String, List<Long>> values, String owner, int depth) {

        State with(int operation, SortedMap<String, List<Long>> changed, String ownedBy, int deeper) {
            BitSet more = (BitSet) done.clone();
            more.set(operation);
            return new State(more, survived, changed, ownedBy, deeper);
        }
    }

    /**
     * Prepares the search.
     *
     * @param guarantees what the store promises; without atomic batches and reads each key is an operation of its own
     * @param restart what has to be there after it, or null if nothing is known of that
     */
    Linearization(
            Set<Guarantee> guarantees,
            SortedMap<String, List<Long>> initial,
            List<Operation> era,
            HistoryChecker.Survivors restart) {
        sections = guarantees.contains(Guarantee.EXCLUSIVE_SECTIONS);
        this.initial = HistoryChecker.present(initial);
        Set<Long> seen = seen(era, restart);
        List<Operation> durableOnes = restart == null ? List.of() : restart.durable();
        for (Operation operation : era) {
            if (!counts(operation)) {
                continue;
            }
            boolean whole = guarantees.contains(
                    operation.kind() == Kind.APPEND ? Guarantee.ATOMIC_BATCHES : Guarantee.ATOMIC_READS);
            for (Operation part : whole ? List.of(operation) : parts(operation)) {
                optional.set(operations.size(), isOptional(part, seen));
                durable.set(operations.size(), durableOnes.contains(operation));
                operations.add(part);
            }
        }
        if (restart != null) {
            SortedMap<String, List<Long>> left =
                    HistoryChecker.present(restart.contents().values());
            if (restart.wholly()) {
                survivors.add(left);
            } else {
                Set<String> keys = new HashSet<>(left.keySet());
                keys.addAll(initial.keySet());
                operations.forEach(operation -> keys.addAll(operation.values().keySet()));
                for (String key : keys) {
                    survivors.add(new TreeMap<>(Map.of(key, left.getOrDefault(key, List.of()))));
                }
            }
        }
        wholly = restart != null && restart.wholly();
        order(era, restart);
    }

    private static List<Operation> parts(Operation operation) {
        if (operation.values().size() < 2 || operation.kind() == Kind.KEYS || operation.kind() == Kind.CONTENTS) {
            return List.of(operation);
        }
        List<Operation> parts = new ArrayList<>();
        operation.values().forEach((key, numbers) -> parts.add(operation.withValues(Map.of(key, numbers))));
        return parts;
    }

    private static Set<Long> seen(List<Operation> era, HistoryChecker.Survivors restart) {
        Set<Long> seen = new HashSet<>();
        for (Operation operation : era) {
            if (operation.kind().returnsValues() && operation.isOk()) {
                operation.values().values().forEach(seen::addAll);
            }
        }
        if (restart != null) {
            restart.contents().values().values().forEach(seen::addAll);
        }
        return seen;
    }

    /** Tells whether an operation has a place in the order. */
    private boolean counts(Operation operation) {
        return switch (operation.kind()) {
            case APPEND, ISET, POP, DELETE, DROP -> operation.mayHaveHappened();
            case GET, KEYS, SIZE, CONTENTS -> operation.isOk();
            case LOCK -> sections && operation.isOk();
            case UNLOCK -> sections;
            case FLUSH, COMPACT, CLOSE, RESTART -> false;
        };
    }

    /** Tells whether an operation may have happened or not. */
    private static boolean isOptional(Operation operation, Set<Long> seen) {
        return operation.outcome() == Outcome.UNKNOWN
                && operation.kind().changes()
                && operation.values().values().stream()
                        .noneMatch(numbers -> numbers.stream().anyMatch(seen::contains));
    }

    /** Notes in which order readers saw the appends. */
    private void order(List<Operation> era, HistoryChecker.Survivors restart) {
        Map<String, Map<Long, Integer>> places = new HashMap<>();
        for (int i = 0; i < operations.size(); i++) {
            before.add(new BitSet());
            Operation operation = operations.get(i);
            if (operation.kind() == Kind.APPEND || operation.kind() == Kind.ISET) {
                int place = i;
                operation
                        .values()
                        .forEach((key, numbers) ->
                                numbers.forEach(number -> places.computeIfAbsent(key, any -> new HashMap<>())
                                        .put(number, place)));
            }
        }
        List<Operation> reads = new ArrayList<>(era);
        if (restart != null) {
            reads.add(restart.contents());
        }
        for (Operation read : reads) {
            if (read.kind().returnsValues() && read.isOk()) {
                read.values().forEach((key, numbers) -> {
                    Map<Long, Integer> of = places.getOrDefault(key, Map.of());
                    for (int i = 1; i < numbers.size(); i++) {
                        Integer first = of.get(numbers.get(i - 1));
                        Integer second = of.get(numbers.get(i));
                        if (first != null && second != null) {
                            before.get(second).set(first);
                        }
                    }
                });
            }
        }
    }

    /** Adds a sentence if there is no such order. */
    void explain(List<String> violations) {
        State begin = new State(new BitSet(), new BitSet(), initial, "", 0);
        furthest = begin;
        if (!search(begin)) {
            violations.add(steps >= MOST_STEPS ? undecided() : impossible());
        }
    }

    private String undecided() {
        return "After " + MOST_STEPS + " steps no order of the operations has been found, nor that there is none; keep"
                + " histories shorter, or let fewer threads work at a time.";
    }

    private String impossible() {
        StringBuilder text = new StringBuilder("No order of the operations explains what they returned. At best ");
        text.append(furthest.done.cardinality()).append(" of ").append(operations.size());
        text.append(" have a place; the store holds then");
        furthest.values.forEach(
                (key, numbers) -> text.append("\n    ").append(key).append('=').append(Operation.named(numbers)));
        if (furthest.values.isEmpty()) {
            text.append(" nothing");
        }
        text.append("\nand none of these can be next:");
        long first = firstEnd(furthest.done);
        for (int i = furthest.done.nextClearBit(0); i < operations.size(); i = furthest.done.nextClearBit(i + 1)) {
            if (operations.get(i).start() <= first) {
                text.append("\n    ").append(operations.get(i));
            }
        }
        for (int i = furthest.survived.nextClearBit(0); i < survivors.size(); i++) {
            if (!furthest.survived.get(i)) {
                text.append("\nThe restart left ");
                survivors
                        .get(i)
                        .forEach((key, numbers) ->
                                text.append(' ').append(key).append('=').append(Operation.named(numbers)));
                text.append(survivors.get(i).isEmpty() ? "nothing" : "");
            }
        }
        return text.toString();
    }

    /** Returns when the first of those that have no place yet had ended; the rest cannot come before it. */
    private long firstEnd(BitSet done) {
        long first = Long.MAX_VALUE;
        for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
            if (!optional.get(i) && operations.get(i).outcome() != Outcome.UNKNOWN) {
                first = Math.min(first, operations.get(i).end());
            }
        }
        return first;
    }

    private boolean search(State from) {
        State state = settled(from);
        if (state.done.cardinality() > furthest.done.cardinality()) {
            furthest = state;
        }
        BitSet left = new BitSet();
        left.set(0, operations.size());
        left.andNot(state.done);
        left.andNot(optional);
        if (left.isEmpty() && state.survived.cardinality() == survivors.size()) {
            return true;
        }
        if (++steps >= MOST_STEPS || !tried.add(state) || isHopeless(state)) {
            return false;
        }
        for (int i : likeliestFirst(state)) {
            State next = after(i, state);
            if (next != null && search(next)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tells whether a read that has no place yet can get none: a key has bytes that the read has not seen, and no
     * change is left that could remove them.
     */
    private boolean isHopeless(State state) {
        Set<String> removable = new HashSet<>();
        for (int i = state.done.nextClearBit(0); i < operations.size(); i = state.done.nextClearBit(i + 1)) {
            Operation operation = operations.get(i);
            switch (operation.kind()) {
                case DROP -> {
                    return false;
                }
                case POP, DELETE -> removable.addAll(operation.values().keySet());
                default -> {
                    // It removes nothing.
                }
            }
        }
        for (int i = state.done.nextClearBit(0); i < operations.size(); i = state.done.nextClearBit(i + 1)) {
            Operation read = operations.get(i);
            if (read.kind() == Kind.GET) {
                for (Map.Entry<String, List<Long>> entry : read.values().entrySet()) {
                    List<Long> present = state.values.getOrDefault(entry.getKey(), List.of());
                    if (!removable.contains(entry.getKey()) && !beginsWith(entry.getValue(), present)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean beginsWith(List<Long> numbers, List<Long> first) {
        return numbers.size() >= first.size()
                && numbers.subList(0, first.size()).equals(first);
    }

    /** Returns the changes that can be next, by their ends; those that need not have happened come last. */
    private List<Integer> likeliestFirst(State state) {
        long first = firstEnd(state.done);
        List<Integer> next = new ArrayList<>();
        for (int i = state.done.nextClearBit(0); i < operations.size(); i = state.done.nextClearBit(i + 1)) {
            if (isChange(operations.get(i)) && canBeNext(i, state, first)) {
                next.add(i);
            }
        }
        next.sort(Comparator.comparing((Integer i) -> optional.get(i))
                .thenComparing(i -> operations.get(i).end()));
        return next;
    }

    private static boolean isChange(Operation operation) {
        return operation.kind().changes() || operation.kind() == Kind.LOCK || operation.kind() == Kind.UNLOCK;
    }

    private boolean canBeNext(int i, State state, long firstEnd) {
        Operation operation = operations.get(i);
        if (operation.start() > firstEnd || !(state.owner.isEmpty() || state.owner.equals(operation.thread()))) {
            return false;
        }
        BitSet missing = (BitSet) before.get(i).clone();
        missing.andNot(state.done);
        return missing.isEmpty();
    }

    /** Gives a place to all reads that can have one at this moment: they change nothing for the rest. */
    private State settled(State from) {
        State state = from;
        boolean more = true;
        while (more) {
            more = false;
            long first = firstEnd(state.done);
            for (int i = state.done.nextClearBit(0); i < operations.size(); i = state.done.nextClearBit(i + 1)) {
                Operation read = operations.get(i);
                if (!isChange(read) && canBeNext(i, state, first) && matches(read, state.values)) {
                    state = state.with(i, state.values, state.owner, state.depth);
                    more = true;
                }
            }
        }
        BitSet missing = (BitSet) durable.clone();
        missing.andNot(state.done);
        if (missing.isEmpty()) {
            BitSet survived = (BitSet) state.survived.clone();
            for (int i = 0; i < survivors.size(); i++) {
                survived.set(i, survived.get(i) || isLeft(survivors.get(i), state.values));
            }
            state = new State(state.done, survived, state.values, state.owner, state.depth);
        }
        return state;
    }

    private boolean isLeft(SortedMap<String, List<Long>> left, SortedMap<String, List<Long>> values) {
        if (wholly) {
            return left.equals(values);
        }
        return left.entrySet().stream()
                .allMatch(
                        entry -> values.getOrDefault(entry.getKey(), List.of()).equals(entry.getValue()));
    }

    private static boolean matches(Operation read, SortedMap<String, List<Long>> values) {
        return switch (read.kind()) {
            case KEYS -> read.values().keySet().equals(values.keySet());
            case CONTENTS -> HistoryChecker.present(read.values()).equals(values);
            case SIZE -> {
                List<Long> numbers = values.getOrDefault(read.values().firstKey(), List.of());
                yield numbers.stream().mapToLong(UniqueValues::size).sum() == Long.parseLong(read.detail());
            }
            default ->
                read.values().entrySet().stream()
                        .allMatch(entry ->
                                values.getOrDefault(entry.getKey(), List.of()).equals(entry.getValue()));
        };
    }

    /** Returns the state after a change; null if it would not have returned what it did. */
    private State after(int i, State state) {
        Operation operation = operations.get(i);
        SortedMap<String, List<Long>> values = state.values;
        return switch (operation.kind()) {
            case APPEND -> state.with(i, added(values, operation), state.owner, state.depth);
            case ISET -> afterSet(i, state);
            case POP ->
                operation.isOk() && !matches(operation, values)
                        ? null
                        : state.with(i, removed(values, operation.values().keySet()), state.owner, state.depth);
            case DELETE -> state.with(i, removed(values, operation.values().keySet()), state.owner, state.depth);
            case DROP -> state.with(i, new TreeMap<>(), state.owner, state.depth);
            case LOCK -> state.with(i, values, operation.thread(), state.depth + 1);
            case UNLOCK -> state.with(i, values, state.depth > 1 ? state.owner : "", Math.max(0, state.depth - 1));
            default -> throw new IllegalStateException(operation + " changes nothing");
        };
    }

    private State afterSet(int i, State state) {
        Operation operation = operations.get(i);
        boolean sets = !state.values.containsKey(operation.values().firstKey());
        if (operation.isOk() && sets != Boolean.parseBoolean(operation.detail())) {
            return null;
        }
        return state.with(i, sets ? added(state.values, operation) : state.values, state.owner, state.depth);
    }

    private static SortedMap<String, List<Long>> added(SortedMap<String, List<Long>> values, Operation append) {
        SortedMap<String, List<Long>> changed = new TreeMap<>(values);
        append.values().forEach((key, numbers) -> {
            List<Long> longer = new ArrayList<>(changed.getOrDefault(key, List.of()));
            longer.addAll(numbers);
            changed.put(key, longer);
        });
        return changed;
    }

    private static SortedMap<String, List<Long>> removed(SortedMap<String, List<Long>> values, Set<String> keys) {
        SortedMap<String, List<Long>> changed = new TreeMap<>(values);
        changed.keySet().removeAll(keys);
        return changed;
    }
}
