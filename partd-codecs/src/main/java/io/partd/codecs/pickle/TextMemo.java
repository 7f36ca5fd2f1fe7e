package io.partd.codecs.pickle;

import org.jspecify.annotations.Nullable;

/**
 * Remembers the numbers of some thousand texts: those that came again, as keys of dicts do, and of the others the
 * latest.
 */
final class TextMemo {

    private static final int SLOTS = 1 << 12;

    private final @Nullable String[] texts = new String[SLOTS];
    private final int[] numbers = new int[SLOTS];
    private final boolean[] cameAgain = new boolean[SLOTS];

    /** Returns the number of a text; -1 if it has none, or none is known any more. */
    int find(String text) {
        int slot = slot(text);
        if (!text.equals(texts[slot])) {
            slot ^= 1;
            if (!text.equals(texts[slot])) {
                return -1;
            }
        }
        cameAgain[slot] = true;
        return numbers[slot];
    }

    void put(String text, int number) {
        int slot = slot(text);
        if (cameAgain[slot]) {
            slot ^= 1;
            cameAgain[slot] = false;
        }
        texts[slot] = text;
        numbers[slot] = number;
    }

    private static int slot(String text) {
        return Hashing.mixed(text.hashCode()) & (SLOTS - 1);
    }
}
