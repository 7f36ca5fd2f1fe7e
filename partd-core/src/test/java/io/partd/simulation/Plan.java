package io.partd.simulation;

import java.util.Random;

/**
 * What a seed is about.
 *
 * @param fsync when the logs sync
 * @param buffered whether there is a buffer before the log, all of whose users are in one process
 * @param directories how many logs there are
 * @param processes how many processes work at a time
 * @param threads how many threads each has
 * @param calls how many calls each thread makes
 * @param eras how often the processes begin
 * @param ownHandles whether each thread opens a handle of its own
 * @param large whether some values are larger than what is written at once
 * @param segmentBytes how large a segment grows
 * @param mostRecent how many records there are before they are listed
 */
record Plan(
        String fsync,
        boolean buffered,
        int directories,
        int processes,
        int threads,
        int calls,
        int eras,
        boolean ownHandles,
        boolean large,
        long segmentBytes,
        int mostRecent) {

    static Plan by(Random random) {
        String[] fsyncs = {"NEVER", "FLUSH", "BATCH"};
        boolean large = random.nextInt(10) == 0;
        boolean buffered = random.nextInt(4) == 0;
        int processes = buffered ? 1 : 1 + random.nextInt(3);
        return new Plan(
                fsyncs[random.nextInt(fsyncs.length)],
                buffered,
                !buffered && random.nextInt(4) == 0 ? 2 : 1,
                processes,
                1 + random.nextInt(processes == 3 ? 2 : 3),
                3 + random.nextInt(10),
                1 + random.nextInt(3),
                !buffered && random.nextBoolean(),
                large,
                large ? 64 << 10 : 700 + random.nextInt(3000),
                3 + random.nextInt(12));
    }
}
