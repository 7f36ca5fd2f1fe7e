package io.partd.zmq.wire;

import io.partd.Guarantee;
import java.util.EnumSet;
import java.util.Set;

/** What a server's store guarantees, as bits of a number. */
public final class WireGuarantees {

    private WireGuarantees() {}

    /** Returns the bits. */
    public static int bits(Set<Guarantee> guarantees) {
        int bits = 0;
        for (Guarantee guarantee : guarantees) {
            bits |= bit(guarantee);
        }
        return bits;
    }

    /** Returns what the bits say; those that are not known are left out. */
    public static Set<Guarantee> of(long bits) {
        Set<Guarantee> guarantees = EnumSet.allOf(Guarantee.class);
        guarantees.removeIf(guarantee -> (bits & bit(guarantee)) == 0);
        return guarantees;
    }

    private static int bit(Guarantee guarantee) {
        return switch (guarantee) {
            case ATOMIC_BATCHES -> 1;
            case ATOMIC_READS -> 2;
            case CRASH_ATOMIC_BATCHES -> 4;
            case EXCLUSIVE_SECTIONS -> 8;
            case SHARED -> 16;
            case APPENDS_SURVIVE_KILL -> 32;
            case FLUSHES_SURVIVE_KILL -> 64;
            case APPENDS_SURVIVE_POWER_LOSS -> 128;
            case FLUSHES_SURVIVE_POWER_LOSS -> 256;
            case REPLICATED_APPENDS -> 512;
        };
    }
}
