package io.partd.cli;

import io.partd.input.PartitionColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory with a directory for each value of a column, as Hive and {@code partd shuffle --distinct} make them.
 *
 * @param columns that the directories are named after, the outermost first
 * @param sizes of what is in each of the innermost directories, by their paths
 * @param files how many files there are
 */
record PartitionedDirectory(List<String> columns, SortedMap<String, Long> sizes, int files) {

    /**
     * Looks into a directory; returns null if it is no such one. Files whose names begin with _ or a dot are not data.
     */
    static @Nullable PartitionedDirectory of(@Nullable Path directory) throws IOException {
        if (directory == null || !Files.isDirectory(directory) || Files.exists(directory.resolve(".lock"))) {
            return null;
        }
        Path top = directory.toRealPath();
        List<String> columns = new ArrayList<>();
        SortedMap<String, Long> sizes = new TreeMap<>();
        int count = 0;
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path name = top.relativize(file);
                if (String.valueOf(name.getFileName()).matches("[_.].*")) {
                    continue;
                }
                Path place = name.getParent();
                List<String> named = new ArrayList<>();
                for (Path level : place == null ? List.<Path>of() : place) {
                    PartitionColumn column = PartitionColumn.ofDirectory(level.toString());
                    if (column == null) {
                        return null;
                    }
                    named.add(column.name());
                }
                if (place == null || (!columns.isEmpty() && !columns.equals(named))) {
                    return null;
                }
                columns = named;
                sizes.merge(place.toString(), Files.size(file), Long::sum);
                count++;
            }
        }
        return count == 0 ? null : new PartitionedDirectory(columns, sizes, count);
    }
}
