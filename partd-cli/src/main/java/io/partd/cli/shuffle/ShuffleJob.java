package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.shuffle.ShuffleSummary;
import java.io.IOException;
import java.util.List;

/** What a shuffle does with inputs of one kind. */
interface ShuffleJob {

    /** Returns how the partitions will lie in the folder. */
    Layout layout();

    /**
     * Writes the partitions.
     *
     * @param output is not published yet
     */
    ShuffleSummary run(List<InputFile> inputs, OutputFolder output, ByteSize memory, int threads) throws IOException;
}
