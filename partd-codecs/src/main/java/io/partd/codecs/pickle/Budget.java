package io.partd.codecs.pickle;

import java.io.IOException;

/**
 * What a pickle may cost beside the bytes it consists of. A few bytes can name a large value that came before, to have
 * it copied or compared: each of these is charged, and together they may be so many times the pickle's length.
 */
final class Budget {

    private static final long PER_BYTE = 64;
    private static final long BASE = 1 << 20;

    /** Keys up to this are free: short ones are used in many dicts. */
    private static final long SMALL_KEY = 1024;

    private final PickleLimits limits;
    private final long allowed;
    private long spent;
    private long objects;

    Budget(PickleLimits limits, int pickleLength) {
        this.limits = limits;
        allowed = BASE + PER_BYTE * pickleLength;
    }

    PickleLimits limits() {
        return limits;
    }

    /** Charges for one more value. */
    void chargeObject() throws IOException {
        if (++objects > limits.objects()) {
            throw new IOException("pickle makes more than " + limits.objects() + " values");
        }
    }

    /** Charges for a value that is hashed and compared. */
    void chargeKey(long weight) throws IOException {
        if (weight > SMALL_KEY) {
            charge(weight);
        }
    }

    void charge(long amount) throws IOException {
        spent += amount;
        if (spent > allowed || spent < 0) {
            throw new IOException(
                    "pickle uses the same values so often that it costs more than " + PER_BYTE + " times its length");
        }
    }

    /** Says that a value may be nested so deep. */
    int requireDepth(int depth) throws IOException {
        if (depth > limits.depth()) {
            throw new IOException("values are nested more than " + limits.depth() + " deep");
        }
        return depth;
    }
}
