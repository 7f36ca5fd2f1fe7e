package io.partd.cli;

import io.partd.input.InputFile;
import io.partd.input.InputFiles;
import io.partd.input.PartitionColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
     * Looks into a directory; returns null if it is not like that.
     *
     * @throws IOException if not all files have the same columns, or there is none
     */
    static @Nullable PartitionedDirectory of(@Nullable Path directory) throws IOException {
        if (directory == null || !Files.isDirectory(directory) || !hasValues(directory)) {
            return null;
        }
        List<InputFile> files = InputFiles.find(directory.toString());
        SortedMap<String, Long> sizes = new TreeMap<>();
        for (InputFile file : files) {
            Path values = directory.relativize(file.path()).getParent();
            sizes.merge(String.valueOf(values), Files.size(file.path()), Long::sum);
        }
        List<String> columns =
                files.get(0).columns().stream().map(PartitionColumn::name).toList();
        return new PartitionedDirectory(columns, sizes, files.size());
    }

    /**
     * Tells whether a directory has one that is named after a value, and is no dataset, whose keys may be called so.
     */
    private static boolean hasValues(Path directory) throws IOException {
        if (Files.exists(directory.resolve(".lock"))) {
            return false;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.anyMatch(entry ->
                    PartitionColumn.ofDirectory(entry.getFileName().toString()) != null && Files.isDirectory(entry));
        }
    }
}
