package io.partd.cli.shuffle;

import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How partitions lie in a directory. */
interface Layout {

    /** Makes an empty directory one of this layout, and opens it for writing bytes. */
    Writing write(Path directory) throws IOException;

    /**
     * Checks that there is nothing in a directory but what this layout writes, so that it may be deleted.
     *
     * @throws IOException if there is; the message names it
     */
    void requireOwn(Path directory) throws IOException;

    /** Completes what a run that was killed has begun to add. */
    default void complete(Path directory) throws IOException {}

    /**
     * Checks that rows may be added to a directory, as far as that can be told before they are there.
     *
     * @throws IOException if the directory remembers another partitioning
     */
    default void requireSame(Path directory) throws IOException {}

    /**
     * Returns where the ranges of a directory begin; null if they are not remembered.
     *
     * @throws IOException if rows can't be added to them without their bounds
     */
    @Nullable
    List<byte[]> bounds(Path directory) throws IOException;

    /** Makes of what was written the files that are wanted. */
    default void finish(Path directory) throws IOException {}

    /** Has a directory that was written remember how it is partitioned; returns what is in it. */
    List<Stored> remember(Path directory, Rows rows) throws IOException;

    /** Tells whether files can be put into a directory one by one, as a mount point needs. */
    default boolean worksInPlace() {
        return true;
    }

    /**
     * Changes a directory by what another one has, all or nothing.
     *
     * @param added is used up, or stays temporary if nothing was changed
     * @return what was added; null if nothing was changed, because the directory has the rows of that run already
     * @throws IOException if the two don't go together, or it fails
     */
    @Nullable
    List<Stored> change(Path directory, TemporaryDirectory added, OutputDirectory.Existing existing, Rows rows)
            throws IOException;

    /**
     * The rows of a run.
     *
     * @param withRows the partitions that have any
     * @param bounds where ranges begin; null if there are none
     * @param run the identifier of the run; null if it has none
     */
    record Rows(
            Set<String> withRows,
            @Nullable List<byte[]> bounds,
            @Nullable String run) {}
}
