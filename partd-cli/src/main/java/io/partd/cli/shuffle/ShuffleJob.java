package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.shuffle.ShuffleSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** What a shuffle does with inputs of one kind. */
interface ShuffleJob {

    /**
     * Prepares the destination.
     *
     * @param err where to say what became of a store's rows, should the shuffle fail
     * @throws IOException if it is not empty, unless that is asked for, or if it cannot be written to
     */
    Prepared prepare(Destination to, OutputOptions options, PrintWriter err) throws IOException;

    /**
     * Checks what {@link #prepare} does, and reads a sample; writes nothing.
     *
     * @throws IOException as a shuffle does before it writes, or for what it meets in the sample
     */
    Plan plan(Destination to, OutputOptions options, List<Input> inputs, ByteSize memory, int threads, PrintWriter err)
            throws IOException;

    /**
     * A job with its destination.
     *
     * @param output what is made, to be published or closed
     * @param work what makes it
     */
    record Prepared(Output output, Work work) {}

    /** Writes partitions. */
    interface Work {

        ShuffleSummary run(List<Input> inputs, ByteSize memory, int threads) throws IOException;
    }
}
