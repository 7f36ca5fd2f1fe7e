package io.partd.buffer;

import io.partd.ByteSize;
import io.partd.Layer;
import io.partd.Store;

/**
 * Memory in front of a slower store, up to a cap: {@code Partd.file(dir).with(WriteBuffer.of("1g"))}.
 *
 * <ul>
 *   <li><b>The cap is hard.</b> It counts the values as they lie in memory, room for growth, keys and table entries
 *       included. What a call or the running spill needs on top is passing: references to the bytes, not the bytes;
 *       over a codec also what it encodes, which is as much as is spilled or appended at once.
 *   <li><b>Spilling</b> is done by a daemon thread of the store that lives only while there is work. It starts at three
 *       quarters of the cap and moves the largest values first, in batches, until a quarter is left.
 *   <li><b>Back-pressure.</b> An append that would pass the cap waits, first come first served. A batch that would take
 *       more than a quarter of the cap goes straight to the slower store, with what is buffered for its keys before it.
 *   <li><b>Failing spills</b> lose nothing: the bytes stay in memory, in order, and are not tried again key by key.
 *       Appends that wait for room then throw the error, or the next append does if none waits; later appends try
 *       again. A {@code flush}, a {@code close}, a {@code pop} and an {@code open} spill themselves and throw what goes
 *       wrong there. Where the slower store refuses one key of several, the others are spilled all the same, and the
 *       error names the key.
 *   <li><b>Unknown outcomes.</b> Where the slower store does not know whether it has what was spilled
 *       ({@link io.partd.OutcomeUnknownException}), it is not sent again, since it might be stored twice, and it leaves
 *       the memory, since it might be read twice. The exception says how many bytes that is; it goes to those who wait
 *       for room, or else to the next append, {@code flush} or {@code close}, and no later success takes it back.
 *   <li><b>Closing</b> flushes. If that fails, the error says how many bytes of how many keys are lost with the memory.
 *   <li><b>Keys</b> are those of the slower store: one that it cannot hold is refused by the append, not by a spill.
 *   <li><b>Other handles</b> on the slower store see what was spilled or flushed, a batch perhaps in part; this handle
 *       sees all, a batch wholly or not at all. {@code iset} goes straight to the slower store.
 *   <li><b>Sections.</b> Within a section use only the handle it was taken from, or those below it: the handle on top
 *       of a section's may wait for a thread that waits for the section.
 * </ul>
 *
 * <p>Immutable and thread-safe, as is the store it makes. One layer may be put over any number of stores; the cap is
 * for each of them.
 */
public final class WriteBuffer implements Layer<Store> {

    private final ByteSize cap;

    private WriteBuffer(ByteSize cap) {
        this.cap = cap;
    }

    /** Returns a buffer of at most so many bytes of memory. */
    public static WriteBuffer of(ByteSize cap) {
        return new WriteBuffer(cap);
    }

    /**
     * Returns a buffer of at most so much memory, as in {@code "1g"}.
     *
     * @throws IllegalArgumentException if the text is no size
     */
    public static WriteBuffer of(String cap) {
        return of(ByteSize.of(cap));
    }

    /** Puts the memory in front of a store. Reads go through memory and store, in append order. */
    @Override
    public Store over(Store slow) {
        return new BufferedStore(slow, cap);
    }

    /** Returns {@code Buffer[1g]}. */
    @Override
    public String toString() {
        return "Buffer[" + cap + "]";
    }
}
