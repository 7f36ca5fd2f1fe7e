package io.partd;

import java.io.Closeable;
import java.io.IOException;

/**
 * Gathers small appends in memory and appends them in batches: {@link Partd#batchWriter} makes one. It is for one
 * thread; several threads take one each. What it holds is not read by anybody yet, and is lost if the process dies.
 *
 * <p>A failed batch is handled as what is known of it demands:
 *
 * <ul>
 *   <li>A key that the store cannot hold ({@link InvalidKeyException}): the values of that key are dropped, all others
 *       are stored.
 *   <li>A batch of which a part is stored ({@link PartlyAppendedException}): the writer keeps the rest.
 *   <li>A batch of which nobody knows whether it is stored ({@link OutcomeUnknownException}): the writer drops it, as
 *       it might be stored twice otherwise.
 *   <li>After any other exception the batch is not stored. The writer keeps it, and {@link #flush} tries again.
 * </ul>
 *
 * @param <V> what one append adds
 */
public interface BatchWriter<V> extends Closeable {

    /**
     * Adds a value to a key. If there is no room for it, appends the batch before.
     *
     * @throws StoreClosedException if this writer is closed
     * @throws IOException if the batch before could not be stored; this value was not added
     */
    void append(String key, V value) throws IOException;

    /**
     * Appends what was gathered, as one batch. That does not flush the store.
     *
     * @throws StoreClosedException if this writer is closed
     * @throws IOException if the batch could not be stored
     */
    void flush() throws IOException;

    /**
     * Appends what was gathered, and ends the use of this writer; the store stays open. A second call has no effect.
     *
     * @throws IOException if the batch could not be stored; the message says how much is lost
     */
    @Override
    void close() throws IOException;
}
