package io.partd.codecs.compression;

import java.io.IOException;
import java.util.Arrays;

/**
 * Decodes BloscLZ, a relative of FastLZ. A byte below 32 is followed by literals, one more than it says; of the first
 * byte only these five bits count. Any other is a match: its three high bits are the length, where 7 goes on in bytes
 * until one is not 255, and its five low bits are the high part of the distance, whose low part follows the length. If
 * all bits of both are set, two more bytes, the high one first, are added to the distance.
 */
final class BloscLz {

    private static final int LOW_BITS = 0x1F;
    private static final int LONG_MATCH = 7;
    private static final int SHORTEST_MATCH = 2;
    private static final int FAR = 8191;

    private final byte[] in;
    private final int end;
    private int position;

    BloscLz(byte[] in, int from, int end) {
        this.in = in;
        position = from;
        this.end = end;
    }

    /** Decodes all of it, and returns how many bytes it became. */
    int decode(byte[] out, int at, int outEnd) throws IOException {
        int filled = at;
        int control = next() & LOW_BITS;
        while (true) {
            if (control <= LOW_BITS) {
                filled = literals(control + 1, out, filled, outEnd);
            } else {
                filled = match(control, out, filled, outEnd);
            }
            if (position == end) {
                return filled - at;
            }
            control = next();
        }
    }

    private int literals(int count, byte[] out, int filled, int outEnd) throws IOException {
        if (count > end - position || count > outEnd - filled) {
            throw new IOException("no blosclz block: " + count + " literals do not fit");
        }
        System.arraycopy(in, position, out, filled, count);
        position += count;
        return filled + count;
    }

    private int match(int control, byte[] out, int filled, int outEnd) throws IOException {
        long count = control >> 5;
        if (count == LONG_MATCH) {
            int more;
            do {
                more = next();
                count += more;
            } while (more == 0xFF);
        }
        count += SHORTEST_MATCH;
        int distance = (control & LOW_BITS) << 8 | next();
        if (distance == FAR) {
            distance += next() << 8;
            distance += next();
        }
        distance++;
        if (count > outEnd - filled || distance > filled) {
            throw new IOException(
                    "no blosclz block: a match of " + count + " bytes, " + distance + " bytes back, does not fit");
        }
        repeat(out, filled, distance, (int) count);
        return filled + (int) count;
    }

    /**
     * Repeats what lies {@code distance} bytes before {@code at}; if that is less than {@code count}, also of what it
     * has just written. All of it is known to lie in the array.
     */
    private static void repeat(byte[] out, int at, int distance, int count) {
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

    private int next() throws IOException {
        if (position == end) {
            throw new IOException("no blosclz block: it is cut off");
        }
        return in[position++] & 0xFF;
    }
}
