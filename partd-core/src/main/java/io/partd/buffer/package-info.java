/**
 * A layer that holds appends in memory: {@link io.partd.buffer.WriteBuffer} turns many small appends into few large
 * ones, with a hard cap on the memory that they use.
 *
 * <p>An append becomes a {@code Batch}. {@code BufferedStore} passes it on to the store below if it is large; otherwise
 * {@code LockedMemTable} adds it to the {@code MemTable} as soon as there is room. {@code SpillWriter} moves values
 * from there to the store below, in a thread of its own or for a caller who needs that now.
 *
 * <p><b>Locks.</b> A thread takes these in this order:
 *
 * <ol>
 *   <li>{@code transfer}, a fair lock. Whoever moves bytes from the memory to the store, reads both, deletes, or passes
 *       the memory by holds it. Only its holder removes bytes from the memory, so no byte is read twice or missed, and
 *       a {@code Run} may be read without the table's lock.
 *   <li>The locks of the store below.
 *   <li>The table's lock. It is held for looking at the table or changing it, and never during the store's work. An
 *       append that finds room takes this lock only. A section holds all three.
 *   <li>The monitor of the {@code BackgroundThread}, to hand it a task.
 * </ol>
 *
 * <p><b>Waiting.</b> A writer without room waits in the {@code WriterQueue} on a condition of the table's lock; so it
 * holds no lock while it waits, since whoever holds {@code transfer} makes room by itself and does not queue. It waits
 * for the spiller, which waits for {@code transfer} and the store below, and never for a writer. Whoever holds
 * {@code transfer} waits for the store below and the table's lock. So nobody waits in a circle.
 *
 * <p><b>No wake-up is lost.</b> A writer asks for a spill and begins to wait under the table's lock. Whatever makes
 * room does so under that lock too, and then wakes the first writer; a writer that leaves the queue wakes the next one.
 * A spill that fails, and {@code close}, wake all. The spiller looks for a new request under the same lock before it
 * ends. If the low mark is reached and the first writer still lacks room, the spiller empties the table.
 *
 * <p>All waits but that of {@code close} end with an interrupt.
 */
@NullMarked
package io.partd.buffer;

import org.jspecify.annotations.NullMarked;
