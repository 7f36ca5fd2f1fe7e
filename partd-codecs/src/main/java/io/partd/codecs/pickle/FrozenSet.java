package io.partd.codecs.pickle;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A frozenset: a set that cannot be changed, in the order in which it was written. */
public final class FrozenSet extends AbstractSet<@Nullable Object> {

    private final Set<@Nullable Object> members;

    /** Made once: sets of sets would be walked over and over. */
    private final int hash;

    private final long weight;
    private final int height;

    private FrozenSet(Set<@Nullable Object> members) {
        this.members = members;
        hash = members.hashCode();
        long total = 1;
        int highest = 0;
        for (Object member : members) {
            total = Math.min(Hashing.HEAVIEST, total + Hashing.weight(member));
            highest = Math.max(highest, Hashing.height(member));
        }
        weight = total;
        height = 1 + highest;
    }

    /** Makes a set of a collection's elements. */
    public static FrozenSet copyOf(Collection<? extends @Nullable Object> members) {
        return new FrozenSet(new LinkedHashSet<>(members));
    }

    /** Makes a set that keeps the members. */
    static FrozenSet over(Set<@Nullable Object> members) {
        return new FrozenSet(members);
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        Iterator<@Nullable Object> all = members.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public @Nullable Object next() {
                return all.next();
            }
        };
    }

    @Override
    public int size() {
        return members.size();
    }

    /** How deep tuples and frozensets are nested here. */
    int height() {
        return height;
    }

    /** How much there is to compare with another set. */
    long weight() {
        return weight;
    }

    @Override
    public boolean contains(@Nullable Object value) {
        return members.contains(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof FrozenSet that && hash != that.hash) {
            return false;
        }
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
