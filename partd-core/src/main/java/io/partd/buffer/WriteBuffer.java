package io.partd.buffer;

import io.partd.ByteSize;
import io.partd.Layer;
import io.partd.Store;

/**
 * Holds appends in memory and writes them to the store below in large batches.
 *
 * <pre>{@code
 * try (Store trips = Partd.log(directory).with(Zlib.codec()).with(WriteBuffer.of("256m"))) {
 *     trips.append("oslo", fjord); // in memory
 *     trips.flush(); // in the log
 * }
 * }</pre>
 *
 * <ul>
 *   <li><b>A kill</b> loses what the buffer holds, and may leave a batch in part. {@link Store#flush} and
 *       {@link Store#close} write everything.
 *   <li><b>The cap is hard.</b> It counts the memory for values, used or not, and the keys with their table entries.
 *       The first append takes up to 1 MiB of it. A running call or spill briefly needs more: references to the bytes,
 *       and over a codec the encoded bytes, as much as one spill or append has.
 *   <li><b>When it pays.</b> Where appends to a key are small and opening the key costs much: over a file store, and
 *       over a codec, which then compresses larger pieces. Over a bare log it makes appends of single keys cheaper and
 *       small values quicker to read, but not large batches.
 *   <li><b>What is large passes the memory by.</b> A batch goes straight to the store below, after what the buffer
 *       holds for its keys, if it would take more than a quarter of the cap, or if its values have 64 KiB or more on
 *       average. Directly over a log that is so if it would take more than 256 KiB, or if its values have 4 KiB or
 *       more.
 *   <li><b>Spilling.</b> A daemon thread of the store, which lives only while it has work, spills to the store below.
 *       It starts at three quarters of the cap and writes the largest values first, in batches of some 16 MiB, until a
 *       quarter is left.
 *   <li><b>Back-pressure.</b> An append that would exceed the cap waits, first come first served.
 *   <li><b>A failed spill</b> loses nothing: the bytes stay in memory, in order, and the spill is not retried key by
 *       key. The appends that wait for room throw the error; if none waits, the next append does. Later appends try
 *       again. {@code flush}, {@code close}, {@code pop} and {@code open} spill themselves and throw their own errors.
 *       If the store below refuses one key of several, the buffer spills the others, and the error names the key.
 *   <li><b>Unknown outcomes.</b> If the store below does not know whether it has the spilled bytes
 *       ({@link io.partd.OutcomeUnknownException}), the buffer discards them: to send them again might store them
 *       twice, and to keep them might read them twice. The exception says how many bytes these are. The appends that
 *       wait for room throw it, or else the next append, {@code flush} or {@code close}; a later success does not
 *       cancel it.
 *   <li><b>Closing</b> flushes. If that fails, the error says how many bytes of how many keys are lost. A buffer that
 *       the garbage collector finds unclosed with bytes in it logs a warning that says the same.
 *   <li><b>Keys</b> are those of the store below. The append refuses a key that the store cannot hold, not the spill.
 *   <li><b>Other handles</b> on the store below see what was spilled, perhaps a batch in part. This handle sees
 *       everything, each batch wholly or not at all. {@code iset} goes straight to the store below.
 *   <li><b>Sections.</b> In a section, use only the handle that began it, or those below: a handle above it may wait
 *       for a thread that waits for the section.
 * </ul>
 *
 * <p>Immutable and thread-safe, as is the store it makes. One layer may be put over any number of stores; each store
 * has a cap of its own.
 */
public final class WriteBuffer implements Layer<Store> {

    private final ByteSize cap;

    private WriteBuffer(ByteSize cap) {
        this.cap = cap;
    }

    /**
     * Returns a buffer with a cap on its memory.
     *
     * @throws IllegalArgumentException if the cap is more than the JVM's heap can become
     */
    public static WriteBuffer of(ByteSize cap) {
        long heap = Runtime.getRuntime().maxMemory();
        if (cap.bytes() > heap) {
            throw new IllegalArgumentException("a buffer of " + cap + " is larger than the heap of this JVM, which has "
                    + "at most " + heap + " bytes; choose less, or start Java with a larger -Xmx");
        }
        return new WriteBuffer(cap);
    }

    /**
     * Returns a buffer with a cap on its memory, as in {@code "1g"}.
     *
     * @throws IllegalArgumentException if the text is not a size, or is more than the JVM's heap can become
     */
    public static WriteBuffer of(String cap) {
        return of(ByteSize.of(cap));
    }

    /** Puts the buffer over a store. Reads return the store's bytes, then those in memory: append order. */
    @Override
    public Store over(Store below) {
        return new BufferedStore(below, cap);
    }

    /** Returns {@code Buffer[1g]}. */
    @Override
    public String toString() {
        return "Buffer[" + cap + "]";
    }
}
