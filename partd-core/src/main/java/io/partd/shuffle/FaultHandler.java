package io.partd.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Handles records that cannot be assigned to a partition. One thread calls it, in input order.
 *
 * <pre>{@code
 * Shuffle tolerant = shuffle.onFault((fault, row) -> logger.accept("left out: " + fault));
 * }</pre>
 */
@FunctionalInterface
public interface FaultHandler {

    /**
     * Handles a fault. If it returns normally, the shuffle leaves the record out. A block of short records that have
     * different reasons keeps the reasons of the first ones, four bytes for each byte of records; the others have a
     * reason that says so.
     *
     * @param fault which record it is, and what is wrong with it
     * @param record the record byte for byte, with its line end; valid only during the call
     * @throws IOException to end the shuffle
     */
    void handle(Fault fault, ByteBuffer record) throws IOException;

    /** Returns a handler that ends the shuffle at the first fault with a {@link FaultException}. */
    static FaultHandler stop() {
        return (fault, record) -> {
            throw new FaultException(fault);
        };
    }
}
