package io.partd.cli.shuffle;

import io.partd.cli.running.HumanSize;
import io.partd.cli.running.OneLine;
import io.partd.cli.values.JsonText;
import io.partd.shuffle.Fault;
import io.partd.shuffle.ShuffleEstimate;
import io.partd.shuffle.ShuffleEstimate.HeavyKey;
import io.partd.shuffle.ShuffleSummary.PartitionSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a shuffle would do: what it would read, and how rows would be spread.
 *
 * @param columns of the input, as far as they are known
 * @param bounds where ranges would begin; null if there are none
 */
record Plan(
        ShuffleEstimate estimate,
        List<String> columns,
        @Nullable List<byte[]> bounds) {

    private static final int SHOWN = 5;
    private static final int BOUNDS_SHOWN = 20;

    /** What is planned, as the options say it. */
    record Job(String destination, Partitioning partitioning, Inputs inputs, String format) {}

    /** Prints it for people. */
    void print(PrintWriter out, Job job, List<Fault> faults) {
        int count = job.inputs.all().size();
        out.printf(
                Locale.ROOT,
                "would read %,d %s, %s, as %s%s%n",
                count,
                count == 1 ? "input" : "inputs",
                HumanSize.of(job.inputs.size()),
                job.format,
                columns.isEmpty() ? "" : "; columns: " + OneLine.of(String.join(", ", columns)));
        out.println("would write " + OneLine.of(job.partitioning.toString()) + ", to " + job.destination);
        printBounds(out);
        long rows = estimate.sample().records();
        out.printf(
                Locale.ROOT,
                estimate.whole()
                        ? "largest partitions, of all %,d rows:%n"
                        : "largest partitions, of a sample of %,d rows:%n",
                rows);
        estimate.sample().partitions().stream()
                .filter(partition -> partition.records() > 0)
                .sorted(Comparator.comparingLong(PartitionSize::records).reversed())
                .limit(SHOWN)
                .forEach(partition -> printShare(out, partition.records(), partition.name()));
        out.println("heaviest keys:");
        estimate.heaviest().stream()
                .limit(SHOWN)
                .forEach(key -> printShare(
                        out, key.records(), key.key().stream().map(Plan::shown).collect(Collectors.joining(", "))));
        if (!faults.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "%,d rows that were read can't be placed; the first is %s%n",
                    estimate.sample().rejected(),
                    OneLine.of(faults.get(0).toString()));
        }
        out.println("nothing was written");
    }

    private void printBounds(PrintWriter out) {
        List<Object> json = bounds == null ? List.of() : DatasetProperties.json(bounds);
        if (!json.isEmpty() && json.stream().allMatch(String.class::isInstance)) {
            String shown =
                    json.stream().limit(BOUNDS_SHOWN).map(Object::toString).collect(Collectors.joining(", "));
            out.println("ranges would begin at " + OneLine.of(shown) + (json.size() > BOUNDS_SHOWN ? ", …" : ""));
        }
    }

    private void printShare(PrintWriter out, long records, String name) {
        out.printf(Locale.ROOT, "  %5.1f %%  %s%n", 100 * share(records), OneLine.of(name));
    }

    private double share(long records) {
        return (double) records / Math.max(1, estimate.sample().records());
    }

    private static String shown(@Nullable String value) {
        return value == null ? "null" : value.isEmpty() ? "''" : value;
    }

    /** Prints it as a JSON object, for programs. */
    void printJson(PrintWriter out, Job job) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("output", job.destination);
        json.put("dryRun", true);
        json.put("inputs", inputs(job.inputs));
        json.put("format", job.format);
        json.put("inputColumns", columns);
        json.put("method", job.partitioning.method().toString());
        json.put("columns", job.partitioning.columns());
        json.put("whole", estimate.whole());
        json.put("rows", estimate.sample().records());
        json.put("rejected", estimate.sample().rejected());
        json.put("partitions", partitions());
        json.put("heaviest", estimate.heaviest().stream().map(this::json).toList());
        out.print(JsonText.of(json));
    }

    private static List<Object> inputs(Inputs inputs) {
        List<Object> json = new ArrayList<>();
        for (Input input : inputs.all()) {
            Map<String, Object> member = new LinkedHashMap<>();
            member.put("name", input.name());
            member.put("bytes", input.size());
            json.add(member);
        }
        return json;
    }

    private List<Object> partitions() {
        List<Object> json = new ArrayList<>();
        for (PartitionSize partition : estimate.sample().partitions()) {
            Map<String, Object> member = new LinkedHashMap<>();
            member.put("name", partition.name());
            member.put("rows", partition.records());
            member.put("share", rounded(partition.records()));
            int number = json.size();
            if (bounds != null && number > 0 && number <= bounds.size()) {
                member.put("from", DatasetProperties.json(bounds.get(number - 1)));
            }
            json.add(member);
        }
        return json;
    }

    private Map<String, Object> json(HeavyKey key) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("key", key.key());
        json.put("rows", key.records());
        json.put("share", rounded(key.records()));
        return json;
    }

    private double rounded(long records) {
        return Math.round(share(records) * 10_000) / 10_000.0;
    }
}
