package io.partd.shuffle;

import io.partd.shuffle.ScatteredBlock.LocalFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Passes rejected records to the handler, with their line numbers. Takes blocks in input order. For one thread. */
final class FaultReporter {

    private final FaultHandler handler;
    private final List<Source> sources;
    private final LineCounter lines;
    private long rejected;

    FaultReporter(FaultHandler handler, List<Source> sources, LineCounter lines) {
        this.handler = handler;
        this.sources = sources;
        this.lines = lines;
    }

    void report(ScatteredBlock block) throws IOException {
        lines.enter(block.sourceIndex());
        for (int run = 0; run < block.runCount(); run++) {
            if (block.partition(run) == ScatteredBlock.REJECTED) {
                rejected += block.records(run);
                handler.handle(
                        block.records(run), faults(block, run), block.slice(run).asReadOnlyBuffer());
            }
        }
        lines.pass(block.lines());
    }

    /** Returns the number of records that were passed to the handler. */
    long rejected() {
        return rejected;
    }

    private List<Fault> faults(ScatteredBlock block, int run) {
        String source = sources.get(block.sourceIndex()).name();
        List<Fault> faults = new ArrayList<>();
        for (LocalFault fault : block.faults(run)) {
            faults.add(new Fault(source, lines.before() + fault.linesBefore() + 1, fault.reason()));
        }
        return faults;
    }
}
