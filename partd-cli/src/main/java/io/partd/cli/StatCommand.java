package io.partd.cli;

import io.partd.Guarantee;
import io.partd.Partd;
import io.partd.Store;
import io.partd.cli.running.HumanSize;
import io.partd.cli.running.Progress;
import io.partd.cli.values.CodecChain;
import io.partd.cli.values.JsonText;
import io.partd.cli.values.ValueKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partd stat}. */
@Command(
        name = "stat",
        header = "Tells how many keys and bytes a store has.",
        description = {
            "Also what kind of store it is and what it promises, how large the smallest, the median and the largest value are, and of a log "
                    + "how much it takes on the disk. Sizes are those of the bytes as they are stored. With a codec of tables, such "
                    + "as arrow, also how many rows there are, and which columns: it reads them all.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StatCommand implements Callable<Integer> {

    /** What the names of a log's segments begin with. */
    private static final String SEGMENT = "segment-";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store.")
    private StoreAddress address;

    @Option(names = "--json", description = "Print a JSON object, for programs.")
    private boolean json;

    @Mixin
    private CodecOption codecs = new CodecOption();

    StatCommand(Streams streams) {}

    @Override
    public Integer call() throws IOException {
        PartitionedDirectory partitioned = PartitionedDirectory.of(address.directory());
        if (partitioned != null) {
            print(partitioned);
            return 0;
        }
        SortedMap<String, Long> sizes;
        String kind;
        Set<Guarantee> guarantees;
        TableStatistics tables = null;
        Optional<String> names;
        try (Store store = address.openAsPermitted()) {
            kind = store.toString();
            guarantees = store.guarantees();
            sizes = Sizes.of(store);
            names = CodecChain.names(store);
            Optional<CodecChain> chain = codecs.given().filter(given -> !given.isNone());
            if (chain.isPresent()) {
                tables = tables(store, chain.get());
            }
        }
        Path directory = address.directory();
        DirectorySize disk = directory != null && address.isLog() ? DirectorySize.of(directory) : null;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("store", kind);
            names.ifPresent(codec -> object.put("codecs", List.of(codec.split(","))));
            object.put("keys", sizes.size());
            object.put("bytes", Sizes.total(sizes));
            if (disk != null) {
                object.put("diskBytes", disk.total());
                object.put("segments", disk.count(SEGMENT));
            }
            if (tables != null) {
                object.putAll(tables.members());
            }
            object.put("promises", names(guarantees));
            named(sizes).forEach((name, entry) -> object.put(name, member(entry)));
            out.print(JsonText.of(object));
            return 0;
        }
        out.println("store     " + kind);
        names.ifPresent(codec -> out.println("codecs    " + codec));
        out.println("keys      " + sizes.size());
        out.println("bytes     " + both(Sizes.total(sizes)));
        if (disk != null) {
            long segments = disk.count(SEGMENT);
            out.println(
                    "on disk   " + both(disk.total()) + " in " + segments + (segments == 1 ? " segment" : " segments"));
        }
        if (tables != null) {
            tables.print(out);
        }
        List<String> promises = names(guarantees);
        out.println("promises  " + (promises.isEmpty() ? "no more than every store" : String.join(", ", promises)));
        named(sizes).forEach((name, entry) -> out.println(String.format("%-10s", name) + shown(entry)));
        return 0;
    }

    private void print(PartitionedDirectory partitioned) throws IOException {
        if (codecs.given().isPresent()) {
            throw new IllegalArgumentException("--codec goes with datasets; " + address
                    + " has a directory for each value, whose files DuckDB, pyarrow, Spark and partd shuffle read");
        }
        SortedMap<String, Long> sizes = partitioned.sizes();
        long bytes = Sizes.total(sizes);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("directory", address.toString());
            object.put("columns", partitioned.columns());
            object.put("partitions", sizes.size());
            object.put("files", partitioned.files());
            object.put("bytes", bytes);
            named(sizes).forEach((name, entry) -> object.put(name, member(entry)));
            out.print(JsonText.of(object));
            return;
        }
        out.println("directory " + address + ", with a directory for each value");
        out.println("columns   " + String.join(", ", partitioned.columns()));
        out.println("values    " + sizes.size());
        out.println("files     " + partitioned.files());
        out.println("bytes     " + both(bytes));
        named(sizes).forEach((name, entry) -> out.println(String.format("%-10s", name) + shown(entry)));
    }

    @SuppressWarnings("try") // the bar draws itself
    private static TableStatistics tables(Store store, CodecChain chain) throws IOException {
        if (chain.kind() != ValueKind.TABLE) {
            throw new IllegalArgumentException("codec '" + chain.outermost() + "' makes " + chain.kind()
                    + "; stat looks into tables only, as in --codec arrow");
        }
        LongAdder done = new LongAdder();
        TableStatistics statistics = new TableStatistics();
        Partd<?> tables = chain.over(store);
        SortedMap<String, Long> decoded = Sizes.of(tables);
        try (Progress progress = new Progress("stat", done, Sizes.total(decoded))) {
            for (Map.Entry<String, Long> entry : decoded.entrySet()) {
                statistics.add(entry.getKey(), tables);
                done.add(entry.getValue());
            }
        }
        return statistics;
    }

    private static List<String> names(Set<Guarantee> guarantees) {
        return guarantees.stream()
                .sorted()
                .map(guarantee -> guarantee.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .toList();
    }

    /** Returns the smallest, the median and the largest value by what they are called; none if there is no value. */
    private static Map<String, Map.Entry<String, Long>> named(SortedMap<String, Long> sizes) {
        List<Map.Entry<String, Long>> bySize = new ArrayList<>(sizes.entrySet());
        bySize.sort(Map.Entry.comparingByValue());
        Map<String, Map.Entry<String, Long>> named = new LinkedHashMap<>();
        if (!bySize.isEmpty()) {
            named.put("smallest", bySize.get(0));
            named.put("median", bySize.get((bySize.size() - 1) / 2));
            named.put("largest", bySize.get(bySize.size() - 1));
        }
        return named;
    }

    private static Map<String, Object> member(Map.Entry<String, Long> entry) {
        Map<String, Object> member = new LinkedHashMap<>();
        member.put("key", entry.getKey());
        member.put("bytes", entry.getValue());
        return member;
    }

    private static String shown(Map.Entry<String, Long> entry) {
        return both(entry.getValue()) + "  " + entry.getKey();
    }

    private static String both(long size) {
        return size < 1024 ? HumanSize.of(size) : HumanSize.of(size) + " (" + size + " B)";
    }
}
