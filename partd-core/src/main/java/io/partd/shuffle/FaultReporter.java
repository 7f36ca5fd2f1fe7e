package io.partd.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
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
        int fault = 0;
        for (int run = 0; run < block.runCount(); run++) {
            if (block.partition(run) == ScatteredBlock.REJECTED) {
                report(block, run, fault);
                fault += block.records(run);
            }
        }
        lines.pass(block.lines());
    }

    /** Returns the number of records that were passed to the handler. */
    long rejected() {
        return rejected;
    }

    private void report(ScatteredBlock block, int run, int firstFault) throws IOException {
        String source = sources.get(block.sourceIndex()).name();
        ByteBuffer records = block.slice(run).asReadOnlyBuffer();
        BlockFaults faults = block.faults();
        int from = 0;
        for (int fault = firstFault; fault < firstFault + block.records(run); fault++) {
            rejected++;
            long line = lines.before() + faults.linesBefore(fault) + 1;
            handler.handle(new Fault(source, line, faults.reason(fault)), records.slice(from, faults.length(fault)));
            from += faults.length(fault);
        }
    }
}
