package io.partd.codecs.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tuple: values that stay, in order. Equal to a tuple with equal elements, where byte arrays are equal if their bytes
 * are. Immutable, as long as the elements are.
 */
public final class Tuple implements Iterable<@Nullable Object> {

    private static final Tuple EMPTY = new Tuple(new Object[0]);

    private final @Nullable Object[] elements;

    /** Made once, from the elements' own. A list, a dict or a set may change, so that it counts as its kind only. */
    private final int hash;

    private final boolean hashable;
    private final long weight;
    private final int height;

    private Tuple(@Nullable Object[] elements) {
        this.elements = elements;
        int sum = 1;
        boolean fit = true;
        long total = 1;
        int highest = 0;
        for (Object element : elements) {
            fit &= Hashing.isHashable(element);
            sum = 31 * sum + Hashing.hash(element);
            total = Math.min(Hashing.HEAVIEST, total + Hashing.weight(element));
            highest = Math.max(highest, Hashing.height(element));
        }
        weight = total;
        height = 1 + highest;
        hash = Hashing.mixed(sum);
        hashable = fit;
    }

    /** Makes a tuple. */
    public static Tuple of(@Nullable Object... elements) {
        return elements.length == 0 ? EMPTY : new Tuple(elements.clone());
    }

    /** Makes a tuple of a collection's elements. */
    public static Tuple copyOf(Collection<? extends @Nullable Object> elements) {
        return elements.isEmpty() ? EMPTY : new Tuple(elements.toArray());
    }

    /** Makes a tuple that keeps the array. */
    static Tuple over(@Nullable Object[] elements) {
        return elements.length == 0 ? EMPTY : new Tuple(elements);
    }

    /** Returns the number of elements. */
    public int size() {
        return elements.length;
    }

    /** Returns an element, counted from 0. */
    public @Nullable Object get(int index) {
        return elements[index];
    }

    /** Returns the elements as a list that cannot be changed. */
    public List<@Nullable Object> toList() {
        return Collections.unmodifiableList(Arrays.asList(elements));
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return toList().iterator();
    }

    /** Whether Python takes it as key of a dict: no element is a list, a dict or the like. */
    boolean isHashable() {
        return hashable;
    }

    /** How deep tuples and frozensets are nested here. */
    int height() {
        return height;
    }

    /** How much there is to compare with another tuple. */
    long weight() {
        return weight;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Tuple that) || hash != that.hash || elements.length != that.elements.length) {
            return false;
        }
        for (int i = 0; i < elements.length; i++) {
            if (!Hashing.areEqual(elements[i], that.elements[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Shows the elements as in {@code (1, null, [a])}. */
    @Override
    public String toString() {
        List<String> shown = new ArrayList<>(elements.length);
        for (Object element : elements) {
            shown.add(
                    element instanceof byte[] bytes
                            ? Arrays.toString(bytes)
                            : element instanceof Map || element instanceof Collection
                                    ? element.toString()
                                    : String.valueOf(element));
        }
        return "(" + String.join(", ", shown) + (elements.length == 1 ? ",)" : ")");
    }
}
