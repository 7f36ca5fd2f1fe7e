package io.partd.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What is done with records that can't be placed. Called in input order, by one thread. */
@FunctionalInterface
public interface FaultHandler {

    /**
     * Handles the faults of one stretch of input; returning normally leaves the records out.
     *
     * @param count how many records can't be placed, at least 1
     * @param first the first few of them
     * @param records all these records, one after the other, byte for byte; valid during the call
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
