package io.partd.codecs.compression;

import java.util.Arrays;

/** Copies within the output, as LZ77 does. */
final class Matches {

    private Matches() {}

    /**
     * Repeats what lies {@code distance} bytes before {@code at}; if that is less than {@code count}, also of what it
     * has just written. The caller has checked that all of it lies in the array.
     */
    static void copy(byte[] out, int at, int distance, int count) {
        if (distance == 1) {
            Arrays.fill(out, at, at + count, out[at - 1]);
            return;
        }
        // What repeats doubles with each step.
        int from = at - distance;
        int done = 0;
        while (done < count) {
            int step = Math.min(count - done, distance + done);
            System.arraycopy(out, from, out, at + done, step);
            done += step;
        }
    }
}
