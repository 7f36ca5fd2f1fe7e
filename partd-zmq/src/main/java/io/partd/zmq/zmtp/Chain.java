package io.partd.zmq.zmtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes received, in blocks one behind the other. Positions count from the first block's beginning. What lies before
 * the next message is given back when that begins.
 */
final class Chain {

    private static final int SHIFT = Integer.numberOfTrailingZeros(Blocks.SIZE);
    private static final int MASK = Blocks.SIZE - 1;

    private final Blocks.Share share;
    private final List<ByteBuffer> blocks = new ArrayList<>();
    private long end;

    Chain(Blocks.Share share) {
        this.share = share;
    }

    /** Returns where the bytes received end. */
    long end() {
        return end;
    }

    /** Tells whether it holds no memory. */
    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Returns the block to receive into, positioned where the bytes received end. */
    ByteBuffer room() throws MessageTooLargeException, InterruptedException {
        int index = (int) (end >>> SHIFT);
        if (index == blocks.size()) {
            blocks.add(share.take());
        }
        return blocks.get(index).position((int) end & MASK);
    }

    /** Says that so many bytes were received. */
    void received(int count) {
        end += count;
    }

    byte get(long position) {
        return blocks.get((int) (position >>> SHIFT)).get((int) position & MASK);
    }

    /** Copies bytes out. */
    void get(long position, byte[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            int at = (int) (position + done) & MASK;
            int count = Math.min(length - done, Blocks.SIZE - at);
            blocks.get((int) ((position + done) >>> SHIFT)).get(at, target, offset + done, count);
            done += count;
        }
    }

    /** Copies bytes in, over those received. */
    void put(long position, byte[] source, int offset, int length) {
        int done = 0;
        while (done < length) {
            int at = (int) (position + done) & MASK;
            int count = Math.min(length - done, Blocks.SIZE - at);
            blocks.get((int) ((position + done) >>> SHIFT)).put(at, source, offset + done, count);
            done += count;
        }
    }

    /** Returns bytes where they lie. */
    List<ByteBuffer> slices(long position, long length) {
        int at = (int) position & MASK;
        if (at + length <= Blocks.SIZE) {
            return length == 0
                    ? List.of()
                    : List.of(blocks.get((int) (position >>> SHIFT)).slice(at, (int) length));
        }
        List<ByteBuffer> slices = new ArrayList<>();
        long done = 0;
        while (done < length) {
            at = (int) (position + done) & MASK;
            int count = (int) Math.min(length - done, Blocks.SIZE - at);
            slices.add(blocks.get((int) ((position + done) >>> SHIFT)).slice(at, count));
            done += count;
        }
        return slices;
    }

    /** Gives back what lies before a position, and returns the position as it counts from then on. */
    long discard(long position) {
        int whole = (int) (position >>> SHIFT);
        for (int i = 0; i < whole; i++) {
            share.give(blocks.get(i));
        }
        blocks.subList(0, whole).clear();
        end -= (long) whole << SHIFT;
        int at = (int) position & MASK;
        if (at == end) {
            clear();
            return 0;
        }
        if (at > Blocks.SIZE / 2 && blocks.size() == 1) {
            ByteBuffer block = blocks.get(0);
            block.put(0, block, at, (int) end - at);
            end -= at;
            return 0;
        }
        return at;
    }

    /** Gives all blocks back. */
    void clear() {
        blocks.forEach(share::give);
        blocks.clear();
        end = 0;
    }
}
