package io.partd.codecs.pickle;

import io.partd.codecs.internal.Collisions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The opcodes that make lists, tuples, dicts and sets, and fill them. */
final class Containers {

    private final OperandStack stack;
    private final Budget budget;
    private final Collisions collisions = new Collisions();

    Containers(OperandStack stack, Budget budget) {
        this.stack = stack;
        this.budget = budget;
    }

    void execute(Opcode opcode) throws IOException {
        switch (opcode) {
            case EMPTY_LIST -> stack.push(new ArrayList<>(0), 1);
            case EMPTY_DICT -> stack.push(new LinkedHashMap<>(), 1);
            case EMPTY_SET -> stack.push(new LinkedHashSet<>(), 1);
            case TUPLE1 -> tuple(1);
            case TUPLE2 -> tuple(2);
            case TUPLE3 -> tuple(3);
            case TUPLE -> {
                Object[] elements = stack.popToMark();
                push(Tuple.over(elements), elements.length);
            }
            case LIST -> {
                Object[] elements = stack.popToMark();
                push(new ArrayList<>(Arrays.asList(elements)), elements.length);
            }
            case DICT -> {
                Object[] items = stack.popToMark();
                Map<@Nullable Object, @Nullable Object> dict = new LinkedHashMap<>();
                putAll(dict, items);
                push(dict, items.length);
            }
            case FROZENSET -> {
                Object[] members = stack.popToMark();
                Set<@Nullable Object> set = new LinkedHashSet<>();
                addAll(set, members);
                push(FrozenSet.over(set), members.length);
            }
            case APPEND -> append();
            case APPENDS -> {
                Object[] elements = stack.popToMark();
                list().addAll(Arrays.asList(elements));
                deepen(elements.length);
            }
            case SETITEM -> setItem();
            case SETITEMS -> {
                Object[] items = stack.popToMark();
                putAll(dict(), items);
                deepen(items.length);
            }
            case ADDITEMS -> {
                Object[] members = stack.popToMark();
                addAll(set(), members);
                deepen(members.length);
            }
            default -> throw new AssertionError(opcode);
        }
    }

    private void tuple(int length) throws IOException {
        @Nullable Object[] elements = new Object[length];
        for (int i = length - 1; i >= 0; i--) {
            elements[i] = stack.pop();
        }
        push(Tuple.over(elements), length);
    }

    private void append() throws IOException {
        Object element = stack.pop();
        list().add(element);
        deepen(1);
    }

    private void setItem() throws IOException {
        Object value = stack.pop();
        Object key = stack.pop();
        put(dict(), key, value);
        deepen(2);
    }

    private void putAll(Map<@Nullable Object, @Nullable Object> dict, @Nullable Object[] items) throws IOException {
        if (items.length % 2 != 0) {
            throw new IOException("a key has no value: " + items.length + " keys and values");
        }
        for (int i = 0; i < items.length; i += 2) {
            put(dict, items[i], items[i + 1]);
        }
    }

    private void put(Map<@Nullable Object, @Nullable Object> dict, @Nullable Object key, @Nullable Object value)
            throws IOException {
        budget.chargeKey(Hashing.weight(key));
        Object hashable = Hashing.key(key);
        dict.put(hashable, value);
        collisions.check(dict, dict.keySet(), hashable);
    }

    private void addAll(Set<@Nullable Object> set, @Nullable Object[] members) throws IOException {
        for (Object member : members) {
            budget.chargeKey(Hashing.weight(member));
            Object hashable = Hashing.key(member);
            set.add(hashable);
            collisions.check(set, set, hashable);
        }
    }

    /** Pushes what was made of so many values that were just taken off. */
    private void push(Object container, int count) throws IOException {
        stack.push(container, budget.requireDepth(1 + stack.deepestAbove(count)));
    }

    /** Notes that so many values, just taken off, are now in the container on top. */
    private void deepen(int count) throws IOException {
        int depth = budget.requireDepth(1 + stack.deepestAbove(count));
        if (depth > stack.topDepth()) {
            stack.setTop(stack.peek(), depth);
        }
    }

    @SuppressWarnings("unchecked") // lists made here, or by constructors for the pickle to fill
    private List<@Nullable Object> list() throws IOException {
        if (stack.peek() instanceof List<?> list) {
            return (List<@Nullable Object>) list;
        }
        throw new IOException(PythonTypes.describe(stack.peek()) + " is not a list to append to");
    }

    @SuppressWarnings("unchecked")
    private Map<@Nullable Object, @Nullable Object> dict() throws IOException {
        if (stack.peek() instanceof Map<?, ?> dict) {
            return (Map<@Nullable Object, @Nullable Object>) dict;
        }
        throw new IOException(PythonTypes.describe(stack.peek()) + " is not a dict to set items of");
    }

    @SuppressWarnings("unchecked")
    private Set<@Nullable Object> set() throws IOException {
        if (stack.peek() instanceof Set<?> set && !(set instanceof FrozenSet)) {
            return (Set<@Nullable Object>) set;
        }
        throw new IOException(PythonTypes.describe(stack.peek()) + " is not a set to add to");
    }
}
