package io.partd.cli.shuffle;

import io.partd.cli.running.HumanSize;
import io.partd.shuffle.Fault;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.ShuffleSummary.PartitionSize;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says in words what a shuffle did. */
final class Report {

    private static final int BARS = 8;
    private static final int BAR_WIDTH = 40;

    private Report() {}

    static void print(PrintWriter out, ShuffleSummary summary, double seconds, String directory) {
        long perSecond = Math.round(summary.bytes() / Math.max(seconds, 1e-3));
        out.printf(
                Locale.ROOT,
                "%,d rows, %s, in %.2f s (%s/s) to %,d partitions in %s%n",
                summary.records(),
                HumanSize.of(summary.bytes()),
                seconds,
                HumanSize.of(perSecond),
                summary.partitions().size(),
                directory);
        if (!summary.partitions().isEmpty()) {
            printSpread(out, summary.partitions());
        }
    }

    static void printFaults(PrintWriter err, long rejected, List<Fault> first) {
        first.forEach(fault -> err.println("partd: left out " + fault));
        if (rejected > 0) {
            err.printf(Locale.ROOT, "partd: %,d rows were left out%n", rejected);
        }
    }

    private static void printSpread(PrintWriter out, List<PartitionSize> partitions) {
        List<PartitionSize> bySize = partitions.stream()
                .sorted(Comparator.comparingLong(PartitionSize::bytes))
                .toList();
        PartitionSize smallest = bySize.get(0);
        PartitionSize median = bySize.get(bySize.size() / 2);
        PartitionSize largest = bySize.get(bySize.size() - 1);
        out.printf(
                "smallest %s (%s), median %s, largest %s (%s)%n",
                HumanSize.of(smallest.bytes()),
                smallest.name(),
                HumanSize.of(median.bytes()),
                HumanSize.of(largest.bytes()),
                largest.name());
        if (largest.bytes() > smallest.bytes()) {
            printHistogram(out, bySize, smallest.bytes(), largest.bytes());
        }
    }

    private static void printHistogram(PrintWriter out, List<PartitionSize> partitions, long smallest, long largest) {
        int bars = Math.min(BARS, partitions.size());
        double width = (largest - smallest) / (double) bars;
        int[] counts = new int[bars];
        for (PartitionSize partition : partitions) {
            int bar = (int) ((partition.bytes() - smallest) / width);
            counts[Math.min(bar, bars - 1)]++;
        }
        int most = 1;
        for (int count : counts) {
            most = Math.max(most, count);
        }
        for (int i = 0; i < bars; i++) {
            String from = HumanSize.of(Math.round(smallest + i * width));
            String to = HumanSize.of(Math.round(smallest + (i + 1) * width));
            String bar = "#".repeat((counts[i] * BAR_WIDTH + most - 1) / most);
            out.printf(Locale.ROOT, "  %8s to %8s  %-" + BAR_WIDTH + "s %,d%n", from, to, bar, counts[i]);
        }
    }
}
