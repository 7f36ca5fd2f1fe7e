package io.partd.cli.shuffle;

import io.partd.shuffle.Fault;
import io.partd.shuffle.FaultHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Leaves out records that can't be placed, remembers the first few, and may keep them in a file. */
final class Skipping implements FaultHandler {

    private static final int REMEMBERED = 10;

    private final RejectsFile rejects;
    private final long most;
    private long count;
    private final List<Fault> first = new ArrayList<>();

    /**
     * Begins without one.
     *
     * @param most how many records may be left out
     */
    Skipping(RejectsFile rejects, long most) {
        this.rejects = rejects;
        this.most = most;
    }

    @Override
    public void handle(long more, List<Fault> faults, ByteBuffer records) throws IOException {
        for (Fault fault : faults) {
            if (first.size() < REMEMBERED) {
                first.add(fault);
            }
        }
        count += more;
        if (count > most) {
            throw new IOException("more than " + most + (most == 1 ? " row" : " rows")
                    + " can't be placed, as --max-errors allows; the first is " + first.get(0));
        }
        rejects.append(records);
    }

    /** Returns the first faults. */
    List<Fault> first() {
        return first;
    }
}
