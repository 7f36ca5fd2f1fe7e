package io.partd.cli.shuffle;

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
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Report() {}

    static void print(PrintWriter out, ShuffleSummary summary, double seconds, String directory) {
        double megabytesPerSecond = summary.bytes() / 1e6 / Math.max(seconds, 1e-3);
        out.printf(
                Locale.ROOT,
                "%,d rows, %s, in %.2f s (%,.0f MB/s) to %,d partitions in %s%n",
                summary.records(),
                size(summary.bytes()),
                seconds,
                megabytesPerSecond,
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
                size(smallest.bytes()), smallest.name(), size(median.bytes()), size(largest.bytes()), largest.name());
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
            String from = size(Math.round(smallest + i * width));
            String to = size(Math.round(smallest + (i + 1) * width));
            String bar = "#".repeat((counts[i] * BAR_WIDTH + most - 1) / most);
            out.printf(Locale.ROOT, "  %8s to %8s  %-" + BAR_WIDTH + "s %,d%n", from, to, bar, counts[i]);
        }
    }

    /** Returns a number of bytes in units of 1000, for reading. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        String pattern = unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, pattern, value, UNITS[unit]);
    }
}
