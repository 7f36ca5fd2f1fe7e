package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What numbered partitions are called, and the dataset that they are in. */
final class NumberedParts {

    /** The file that makes a directory a dataset. */
    static final String LOCK = ".lock";

    private NumberedParts() {}

    /** Checks that there is nothing else in a directory. */
    static void requireOnly(Path directory) throws IOException {
        if (!Files.isRegularFile(directory.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    directory + " is not a partd dataset: it has no " + LOCK + "; choose another directory");
        }
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                boolean own = name.equals(LOCK) || Naming.NUMBERED.matches(name);
                if (!own || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException(entry + " was not written by partd shuffle; choose another directory");
                }
            }
        }
    }
}
