package io.partd.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Handles records that cannot be assigned to a partition. One thread calls it, in input order.
 *
 * <pre>{@code
 * Shuffle tolerant = shuffle.onFault((count, first, records) -> logger.accept("left out: " + first));
 * }</pre>
 */
@FunctionalInterface
public interface FaultHandler {

    /**
     * Handles the faults of one part of the input. If it returns normally, the shuffle leaves the records out.
     *
     * @param count the number of records that cannot be assigned, at least 1
     * @param first the first few of these faults
     * @param records all these records, one after the other, byte for byte; valid only during the call
     * @throws IOException to end the shuffle
     */
    void handle(long count, List<Fault> first, ByteBuffer records) throws IOException;

    /** Returns a handler that ends the shuffle at the first fault with a {@link FaultException}. */
    static FaultHandler stop() {
        return (count, first, records) -> {
            throw new FaultException(first.get(0));
        };
    }
}
