package io.partd.shuffle;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The runs of a wave sorted by partition, in input order within a partition. A run takes eight bytes; a list of buffers
 * would take about a hundred. The next wave reuses the object. For one thread.
 */
final class RunsByPartition {

    private List<ScatteredBlock> wave = List.of();
    /** The index after the last run of each partition. */
    private int[] ends = {};

    private int[] blocks = {};
    private int[] runs = {};

    /** Sorts the runs of a wave, without those of rejected records. */
    void sort(List<ScatteredBlock> unsorted, int partitions) {
        wave = unsorted;
        ends = new int[partitions];
        int count = 0;
        for (ScatteredBlock block : wave) {
            for (int run = 0; run < block.runCount(); run++) {
                if (block.partition(run) != ScatteredBlock.REJECTED) {
                    ends[block.partition(run)]++;
                    count++;
                }
            }
        }
        int start = 0;
        for (int p = 0; p < partitions; p++) {
            int end = start + ends[p];
            ends[p] = start;
            start = end;
        }
        if (count > runs.length) {
            blocks = new int[count];
            runs = new int[count];
        }
        for (int b = 0; b < wave.size(); b++) {
            place(b, wave.get(b));
        }
    }

    private void place(int index, ScatteredBlock block) {
        for (int run = 0; run < block.runCount(); run++) {
            if (block.partition(run) != ScatteredBlock.REJECTED) {
                int at = ends[block.partition(run)]++;
                blocks[at] = index;
                runs[at] = run;
            }
        }
    }

    /** Returns the index of a partition's first run. */
    int start(int partition) {
        return partition == 0 ? 0 : ends[partition - 1];
    }

    /** Returns the index after a partition's last run. */
    int end(int partition) {
        return ends[partition];
    }

    int length(int index) {
        return wave.get(blocks[index]).length(runs[index]);
    }

    int records(int index) {
        return wave.get(blocks[index]).records(runs[index]);
    }

    ByteBuffer slice(int index) {
        return wave.get(blocks[index]).slice(runs[index]);
    }

    void copy(int index, ByteBuffer to) {
        wave.get(blocks[index]).copy(runs[index], to);
    }
}
