package io.partd.arrow;

import io.partd.Layer;
import io.partd.Partd;
import io.partd.Store;
import io.partd.arrow.memory.UnlimitedAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A layer that makes of a {@link Store} whose values are whole files a {@link Partd} of tables, to read: what
 * {@code partd shuffle} leaves in a directory, for example. {@code get} returns a table of all batches of a file,
 * {@code stream} one batch after the other. Neither {@code append} nor {@code iset} is possible; both throw an
 * {@link IOException}.
 *
 * <p>A file is read from a copy in the directory for temporary files, since a store's values can be read from their
 * beginning only. The copy is gone when the table is there, or the stream closed. What is malformed is an
 * {@link io.partd.CorruptDataException} that names the key. {@code pop} needs a store that promises
 * {@link io.partd.Guarantee#EXCLUSIVE_SECTIONS}.
 *
 * <p>Immutable and thread-safe. Tables that are returned belong to the caller, who closes them.
 */
public final class TableFiles implements Layer<Partd<Table>> {

    private final String name;
    private final Format format;
    private final BufferAllocator allocator;

    private TableFiles(String name, Format format, BufferAllocator allocator) {
        this.name = name;
        this.format = format;
        this.allocator = allocator;
    }

    /** Reads files of a format. */
    @FunctionalInterface
    public interface Format {

        /** Returns the source of a file, whose messages name its path. */
        TableSource source(Path file) throws IOException;
    }

    /** Returns the layer for Arrow's IPC files and streams. */
    public static TableFiles arrow() {
        return of("ArrowFiles", ArrowFiles::source);
    }

    /**
     * Returns the layer for files of a format, with an allocator of its own, without a limit, that lives as long as the
     * program.
     *
     * @param name what messages call the layer
     */
    public static TableFiles of(String name, Format format) {
        return new TableFiles(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(format, "format"),
                UnlimitedAllocator.ALLOCATOR);
    }

    /**
     * Returns the layer with another allocator.
     *
     * @param other for the tables that are read; not closed by the layer, and to be closed after them. Reading what
     *     does not fit into its limit throws an {@link IOException}
     */
    public TableFiles allocator(BufferAllocator other) {
        return new TableFiles(name, format, Objects.requireNonNull(other, "other"));
    }

    @Override
    public Partd<Table> over(Store store) {
        return new TableFilesPartd(
                Objects.requireNonNull(store, "store"), new FileTables.Opener(store, format, allocator), name);
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
