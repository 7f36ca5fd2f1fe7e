package io.partd.buffer;

import io.partd.buffer.Slabs.Slab;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes that the memory table held of a key at one moment: the first ones, or all of them. */
final class Run {

    private final MemTable.Entry entry;
    private final Slab[] slabs;
    private final int shift;
    private final int blockBytes;
    private final int first;
    private final int start;
    private final long length;

    Run(MemTable.Entry entry, Slab[] slabs, int shift, int blockBytes, int first, int start, long length) {
        this.entry = entry;
        this.slabs = slabs;
        this.shift = shift;
        this.blockBytes = blockBytes;
        this.first = first;
        this.start = start;
        this.length = length;
    }

    MemTable.Entry entry() {
        return entry;
    }

    /** The number of bytes. */
    long length() {
        return length;
    }

    String key() {
        return entry.key();
    }

    /** Returns the bytes where they lie. The caller must not write to them. */
    List<ByteBuffer> buffers() {
        List<ByteBuffer> buffers = new ArrayList<>();
        forEach((bytes, from, count) -> buffers.add(ByteBuffer.wrap(bytes, from, count)));
        return buffers;
    }

    /** Copies the bytes to the end of an array. */
    void fillEnd(byte[] array) {
        int[] at = {array.length - (int) length};
        forEach((bytes, from, count) -> {
            System.arraycopy(bytes, from, array, at[0], count);
            at[0] += count;
        });
    }

    private void forEach(Part part) {
        int block = first;
        int from = start;
        for (long rest = length; rest > 0; ) {
            Slab slab = slabs[block >>> shift];
            int begin = index(block) * blockBytes + from;
            int count = blockBytes - from;
            // Appends link more blocks to the last one meanwhile, so its link is not read.
            while (count < rest && isBesideNext(slab, block)) {
                block++;
                count += blockBytes;
            }
            count = (int) Math.min(count, rest);
            part.accept(slab.bytes, begin, count);
            rest -= count;
            if (rest > 0) {
                block = slab.next[index(block)];
                from = 0;
            }
        }
    }

    private boolean isBesideNext(Slab slab, int block) {
        int index = index(block);
        return index + 1 < slab.next.length && slab.next[index] == block + 1;
    }

    private int index(int block) {
        return block & ((1 << shift) - 1);
    }

    private interface Part {
        void accept(byte[] bytes, int from, int count);
    }
}
