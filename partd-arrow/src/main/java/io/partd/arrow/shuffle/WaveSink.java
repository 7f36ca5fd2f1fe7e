package io.partd.arrow.shuffle;

import java.io.IOException;
import java.util.List;

/** Where waves of slices go. Called by one thread. */
interface WaveSink extends AutoCloseable {

    /**
     * Takes a wave, which stays the caller's.
     *
     * @param names those of all partitions that there are by now
     * @param counts how many rows each has in the wave
     */
    void write(List<Slice> wave, List<String> names, int[] counts) throws IOException;

    /**
     * Completes what was written, after the last wave.
     *
     * @param names those of all partitions
     */
    void finish(List<String> names) throws IOException;

    @Override
    void close() throws IOException;
}
