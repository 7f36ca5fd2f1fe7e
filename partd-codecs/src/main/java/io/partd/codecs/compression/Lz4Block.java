package io.partd.codecs.compression;

import java.io.IOException;

/**
 * Reads the sequences of an LZ4 block: a token with two lengths of four bits, which bytes of 255 prolong; so many
 * literal bytes; how far back the match lies, in two bytes; and the match, four bytes longer than the token says. The
 * last sequence has literals only. The library does the same faster, but not for a block that refers to the one before
 * it.
 */
final class Lz4Block {

    private static final int SHORTEST_MATCH = 4;
    private static final int PROLONGED = 15;

    private final byte[] in;
    private final int end;
    private int position;

    private Lz4Block(byte[] in, int from, int end) {
        this.in = in;
        position = from;
        this.end = end;
    }

    /** Returns how many bytes a block becomes. */
    static long length(byte[] in, int from, int end) throws IOException {
        Lz4Block block = new Lz4Block(in, from, end);
        long length = 0;
        while (true) {
            int token = block.next();
            int literals = block.literals(token);
            length += literals;
            block.position += literals;
            if (block.position == end) {
                return length;
            }
            block.distance();
            length += block.match(token);
        }
    }

    /**
     * Decodes a block that may refer to what lies before it in the output.
     *
     * @return how many bytes it became
     */
    static int decode(byte[] in, int from, int end, byte[] out, int at, int outEnd) throws IOException {
        Lz4Block block = new Lz4Block(in, from, end);
        int filled = at;
        while (true) {
            int token = block.next();
            int literals = block.literals(token);
            requireRoom(literals, outEnd - filled);
            System.arraycopy(in, block.position, out, filled, literals);
            filled += literals;
            block.position += literals;
            if (block.position == end) {
                return filled - at;
            }
            int distance = block.distance();
            long match = block.match(token);
            requireRoom(match, outEnd - filled);
            if (distance == 0 || distance > filled) {
                throw new IOException("no lz4 frame: a match " + distance + " bytes back, at byte " + filled);
            }
            Matches.copy(out, filled, distance, (int) match);
            filled += (int) match;
        }
    }

    private static void requireRoom(long count, int room) throws IOException {
        if (count > room) {
            throw new IOException("no lz4 frame: a block becomes longer than it may");
        }
    }

    private int literals(int token) throws IOException {
        long count = prolonged(token >> 4);
        if (count > end - position) {
            throw new IOException("no lz4 frame: a block ends in its literals");
        }
        return (int) count;
    }

    private int distance() throws IOException {
        return next() | next() << 8;
    }

    private long match(int token) throws IOException {
        return prolonged(token & PROLONGED) + SHORTEST_MATCH;
    }

    private long prolonged(int first) throws IOException {
        long length = first;
        if (first == PROLONGED) {
            int more;
            do {
                more = next();
                length += more;
            } while (more == 0xFF);
        }
        return length;
    }

    private int next() throws IOException {
        if (position == end) {
            throw new IOException("no lz4 frame: a block ends in a sequence");
        }
        return in[position++] & 0xFF;
    }
}
