package io.partd.cli.shuffle;

import io.partd.shuffle.Joint;
import io.partd.shuffle.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What files of partitions have in them: rows of text, or tables. */
interface FileContents {

    /**
     * Checks that two files may be in one dataset.
     *
     * @throws IOException if they have not the same columns
     */
    void requireSame(Path added, Path present) throws IOException;

    /**
     * Returns how rows are added to the end of a file that has some; null if that is impossible.
     *
     * @throws IOException if the two have not the same columns
     */
    @Nullable
    Joint joint(Path added, Path present) throws IOException;

    /**
     * Returns the name of the column with a number, by what a part has; the number if that does not tell it.
     *
     * @param part a file, or the value of a key
     * @param number 1 for the first
     */
    String columnName(Source part, String number) throws IOException;

    /**
     * Makes of files that were written those that are wanted.
     *
     * @param files relative to the directory
     */
    default void finish(Path directory, PartitionFiles names, List<Path> files) throws IOException {}
}
