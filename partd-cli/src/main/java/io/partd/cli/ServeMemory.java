package io.partd.cli;

import io.partd.ByteSize;
import io.partd.cli.running.MachineMemory;
import org.jspecify.annotations.Nullable;

/**
 * How a server's memory is divided: three eighths each for what is buffered and for messages under way, and a quarter
 * for what the garbage collector needs to be quick.
 *
 * @param all how much there is of it
 * @param buffer the bound on what is buffered, on the heap
 * @param messages the bound on messages under way, outside of the heap
 */
record ServeMemory(ByteSize all, ByteSize buffer, ByteSize messages) {

    /** What the heap holds besides, in MiB. The script that starts this command counts the same. */
    private static final int BESIDE = 64;

    private static final long DEFAULT = 1L << 30;
    private static final ByteSize LEAST = ByteSize.of("16m");

    /**
     * Divides it.
     *
     * @param asked how much; null for 1 GiB, or less if there is less
     * @throws IllegalArgumentException if it is too little, or more than there is
     */
    static ServeMemory of(@Nullable String asked) {
        long heap = MachineMemory.heap().bytes();
        // Of the buffer, which is three eighths, the heap can have nine tenths; the messages are not on it.
        long fitting = Math.min(heap / 10 * 9, MachineMemory.besideHeap()) / 3 * 8;
        if (asked == null) {
            return of(MachineMemory.rounded(Math.max(LEAST.bytes(), Math.min(DEFAULT, fitting / 4 * 3))));
        }
        ByteSize all = ByteSize.of(asked);
        if (all.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("--memory " + all + " is too little for a server; give it " + LEAST);
        }
        if (all.bytes() > fitting) {
            throw MachineMemory.tooMuch(asked, fitting, of(all).heapMebibytes() << 20, all.bytes() / 8 * 3);
        }
        return of(all);
    }

    private static ServeMemory of(ByteSize all) {
        ByteSize share = ByteSize.of(all.bytes() / 8 * 3);
        return new ServeMemory(all, share, share);
    }

    /** Returns the heap that a server of so much memory should be held to, in MiB. */
    long heapMebibytes() {
        return ((all.bytes() / 8 * 5) >> 20) + BESIDE;
    }
}
