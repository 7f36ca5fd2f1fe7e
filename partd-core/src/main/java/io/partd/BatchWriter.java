package io.partd;

import java.io.Closeable;
import java.io.IOException;

/**
 * Gathers small appends in memory and writes them in batches. {@link Partd#batchWriter} makes one.
 *
 * <pre>{@code
 * try (BatchWriter<byte[]> writer = trips.batchWriter(ByteSize.of("16m"))) { // one for each thread
 *     for (String line : lines) {
 *         String city = line.substring(0, line.indexOf(','));
 *         writer.append(city, (line + "\n").getBytes(UTF_8));
 *     }
 * } // all of it is appended
 * }</pre>
 *
 * <p>A writer is for one thread; each thread takes its own. Readers do not see what a writer holds, and it is lost if
 * the process dies.
 *
 * <p>What a writer does after a failed batch depends on the exception:
 *
 * <ul>
 *   <li>{@link InvalidKeyException}: the store cannot hold a key. The writer discards the values of that key and stores
 *       all others.
 *   <li>{@link PartlyAppendedException}: the store has a part of the batch. The writer keeps the rest.
 *   <li>{@link OutcomeUnknownException}: the store may have the batch. The writer discards it, because otherwise it
 *       might be stored twice.
 *   <li>Any other exception: the store does not have the batch. The writer keeps it, and {@link #flush} tries again.
 * </ul>
 *
 * @param <V> the type of what one append adds
 */
public interface BatchWriter<V> extends Closeable {

    /**
     * Adds a value to a key. If the value does not fit, writes the gathered batch first.
     *
     * @throws StoreClosedException if this writer is closed
     * @throws IOException if that batch could not be stored; this value was not added
     */
    void append(String key, V value) throws IOException;

    /**
     * Writes what was gathered as one batch. Does not flush the store.
     *
     * @throws StoreClosedException if this writer is closed
     * @throws IOException if the batch could not be stored
     */
    void flush() throws IOException;

    /**
     * Writes what was gathered and closes this writer. The store stays open. A second call has no effect.
     *
     * @throws IOException if the batch could not be stored; the message says how much is lost
     */
    @Override
    void close() throws IOException;
}
