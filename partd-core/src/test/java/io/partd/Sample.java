package io.partd;

/**
 * How much of a sweep is done: with {@code -Psoak} all of it, with {@code -Pthorough} a third, otherwise a small part.
 * Each part is spread over the whole, the same in each run. Tests that use it have the tag {@code sampled}, by which
 * the profiles find them.
 */
public final class Sample {

    private static final boolean ALL = Boolean.getBoolean("partd.soak");
    private static final boolean THIRD = Boolean.getBoolean("partd.thorough");

    private Sample() {}

    /** Returns by how much to go on in a sweep of which a sample takes every so manieth step. */
    public static int step(int sampled) {
        return ALL ? 1 : THIRD ? Math.min(sampled, 3) : sampled;
    }

    /** Returns how often to do what is done so often in a sample, and so often in all. */
    public static int times(int sampled, int all) {
        return ALL ? all : THIRD ? Math.max(sampled, all / 3) : sampled;
    }
}
