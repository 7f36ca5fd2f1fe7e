package io.partd.cli.shuffle;

import io.partd.cli.running.HumanSize;
import io.partd.cli.running.OneLine;
import io.partd.cli.values.JsonText;
import io.partd.shuffle.Fault;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.ShuffleSummary.PartitionSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what a shuffle did: what it stored, in words or as JSON. */
final class Report {

    private static final int BARS = 8;
    private static final int BAR_WIDTH = 40;

    private final String destination;
    private final ShuffleSummary summary;
    private final double seconds;
    private final List<Size> sizes = new ArrayList<>();

    /** What is stored of a partition. */
    private record Size(String name, long bytes, List<Stored> files) {}

    /**
     * Makes a report.
     *
     * @param stored the files, or the keys, that the rows are in
     */
    Report(String destination, ShuffleSummary summary, List<Stored> stored, double seconds) {
        this.destination = destination;
        this.summary = summary;
        this.seconds = seconds;
        Map<String, List<Stored>> byPartition = new HashMap<>();
        for (Stored file : stored) {
            byPartition
                    .computeIfAbsent(file.partition(), absent -> new ArrayList<>())
                    .add(file);
        }
        for (PartitionSize partition : summary.partitions()) {
            String name = partition.name();
            List<Stored> files =
                    byPartition.getOrDefault(name, byPartition.getOrDefault(withoutSuffix(name), List.of()));
            sizes.add(new Size(name, files.stream().mapToLong(Stored::bytes).sum(), files));
        }
    }

    /** Returns the name of a numbered partition of text without that of its format. */
    private static String withoutSuffix(String partition) {
        return partition.replaceFirst("\\.\\w+$", "");
    }

    /** Prints it for people. */
    void print(PrintWriter out) {
        long bytes = sizes.stream().mapToLong(Size::bytes).sum();
        out.printf(
                Locale.ROOT,
                "%,d rows, %s, in %.2f s (%s/s) to %,d partitions in %s%n",
                summary.records(),
                HumanSize.of(bytes),
                seconds,
                HumanSize.of(Math.round(bytes / Math.max(seconds, 1e-3))),
                sizes.size(),
                destination);
        if (!sizes.isEmpty()) {
            printSpread(out);
        }
    }

    /** Prints it as a JSON object, for programs. */
    void printJson(PrintWriter out, Partitioning partitioning, @Nullable List<byte[]> bounds) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("output", destination);
        json.put("method", partitioning.method().toString());
        json.put("columns", partitioning.columns());
        json.put("rows", summary.records());
        json.put("rejected", summary.rejected());
        json.put("bytes", sizes.stream().mapToLong(Size::bytes).sum());
        json.put("seconds", Math.round(seconds * 1000) / 1000.0);
        List<Object> partitions = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            partitions.add(partition(i, bounds));
        }
        json.put("partitions", partitions);
        out.print(JsonText.of(json));
    }

    private Map<String, Object> partition(int number, @Nullable List<byte[]> bounds) {
        PartitionSize partition = summary.partitions().get(number);
        Size size = sizes.get(number);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", partition.name());
        json.put("rows", partition.records());
        json.put("bytes", size.bytes);
        if (bounds != null && number > 0 && number <= bounds.size()) {
            json.put("from", DatasetProperties.json(bounds.get(number - 1)));
        }
        List<Object> files = new ArrayList<>();
        for (Stored file : size.files) {
            Map<String, Object> written = new LinkedHashMap<>();
            written.put("name", file.name());
            written.put("bytes", file.bytes());
            files.add(written);
        }
        json.put("files", files);
        return json;
    }

    static void printFaults(PrintWriter err, long rejected, List<Fault> first) {
        first.forEach(fault -> err.println("partd: left out " + OneLine.of(fault.toString())));
        if (rejected > 0) {
            err.printf(Locale.ROOT, "partd: %,d rows were left out%n", rejected);
        }
    }

    private void printSpread(PrintWriter out) {
        List<Size> bySize =
                sizes.stream().sorted(Comparator.comparingLong(Size::bytes)).toList();
        Size smallest = bySize.get(0);
        Size median = bySize.get(bySize.size() / 2);
        Size largest = bySize.get(bySize.size() - 1);
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

    private static void printHistogram(PrintWriter out, List<Size> partitions, long smallest, long largest) {
        int bars = Math.min(BARS, partitions.size());
        double width = (largest - smallest) / (double) bars;
        int[] counts = new int[bars];
        for (Size partition : partitions) {
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
