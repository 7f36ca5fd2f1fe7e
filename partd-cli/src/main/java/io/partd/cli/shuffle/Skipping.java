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
    private final List<Fault> first = new ArrayList<>();

    Skipping(RejectsFile rejects) {
        this.rejects = rejects;
    }

    @Override
    public void handle(long count, List<Fault> faults, ByteBuffer records) throws IOException {
        for (Fault fault : faults) {
            if (first.size() < REMEMBERED) {
                first.add(fault);
            }
        }
        rejects.append(records);
    }

    /** Returns the first faults. */
    List<Fault> first() {
        return first;
    }
}
