package io.partd.shuffle;

import io.partd.shuffle.ScatteredBlock.LocalFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Gives rejected records to the handler, with the lines they are on. Takes blocks in input order. For one thread. */
final class FaultReporter {

    private final FaultHandler handler;
    private final List<Source> sources;
    private final int headerLines;

    private int sourceIndex = -1;
    private long linesBefore;
    private long rejected;

    FaultReporter(FaultHandler handler, List<Source> sources, int headerLines) {
        this.handler = handler;
        this.sources = sources;
        this.headerLines = headerLines;
    }

    void report(ScatteredBlock block) throws IOException {
        if (block.sourceIndex() != sourceIndex) {
            sourceIndex = block.sourceIndex();
            linesBefore = headerLines;
        }
        for (int run = 0; run < block.runCount(); run++) {
            if (block.partition(run) == ScatteredBlock.REJECTED) {
                rejected += block.records(run);
                handler.handle(
                        block.records(run), faults(block), block.slice(run).asReadOnlyBuffer());
            }
        }
        linesBefore += block.lines();
    }

    /** Returns how many records were given to the handler. */
    long rejected() {
        return rejected;
    }

    private List<Fault> faults(ScatteredBlock block) {
        List<Fault> faults = new ArrayList<>();
        for (LocalFault fault : block.faults()) {
            faults.add(
                    new Fault(sources.get(sourceIndex).name(), linesBefore + fault.linesBefore() + 1, fault.reason()));
        }
        return faults;
    }
}
