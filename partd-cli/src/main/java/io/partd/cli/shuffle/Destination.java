package io.partd.cli.shuffle;

import io.partd.Durability;
import io.partd.Partd;
import io.partd.StoreUri;
import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code --to} names: a directory, a log in a directory, or another store. */
final class Destination {

    private final String name;
    private final Kind kind;
    private final @Nullable Path place;
    private final Durability durability;

    private enum Kind {
        DIRECTORY,
        LOG,
        STORE
    }

    private Destination(String name, Kind kind, @Nullable Path place, Durability durability) {
        this.name = name;
        this.kind = kind;
        this.place = place;
        this.durability = durability;
    }

    /** Returns the one that a text names, a path or a store's URI. */
    static Destination of(String text) {
        if (!StoreUri.matches(text)) {
            return new Destination(text, Kind.DIRECTORY, Path.of(text), Durability.NEVER);
        }
        StoreUri uri = StoreUri.parse(text);
        switch (uri.scheme()) {
            case "file" -> {
                uri.options().requireOnly(Set.of());
                return new Destination(uri.directory().toString(), Kind.DIRECTORY, uri.directory(), Durability.NEVER);
            }
            case "log" -> {
                uri.options().requireOnly(Set.of("fsync"));
                return new Destination(uri.toString(), Kind.LOG, uri.directory(), Durability.of(uri.options()));
            }
            case "memory" ->
                throw new IllegalArgumentException("'" + text
                        + "' would be gone with the command; give a directory, or the URI of a store that stays");
            default -> {
                return new Destination(text, Kind.STORE, null, Durability.NEVER);
            }
        }
    }

    /**
     * Prepares it for partitions that are written as bytes.
     *
     * @param contents what files, or the values of keys, have in them
     * @param names what files are called
     * @param suffix what files' names end in
     * @param err where to say what became of a store's rows, should the shuffle fail
     * @throws IOException if it is not empty, unless that is asked for, or if it cannot be written to
     */
    BytesOutput prepare(
            RecordFormat format,
            String suffix,
            Partitioning partitioning,
            OutputOptions options,
            FileContents contents,
            FileNames names,
            PrintWriter err)
            throws IOException {
        if (place == null) {
            return StoreOutput.prepare(Partd.open(name), format, partitioning, contents, options.existing(), err);
        }
        return OutputDirectory.prepare(place, layout(format, suffix, partitioning, contents, names), options);
    }

    private Layout layout(
            RecordFormat format, String suffix, Partitioning partitioning, FileContents contents, FileNames names) {
        return kind == Kind.LOG
                ? new LogLayout(format, partitioning, contents, durability)
                : FilesLayout.of(partitioning, contents, names, suffix);
    }

    /**
     * Checks all that {@link #prepare} does, and changes nothing.
     *
     * @return where the ranges begin that rows would be added to; null if that is for the rows to say
     */
    @Nullable
    List<byte[]> plan(
            RecordFormat format,
            String suffix,
            Partitioning partitioning,
            OutputOptions options,
            FileContents contents,
            FileNames names,
            PrintWriter err)
            throws IOException {
        if (place != null) {
            return OutputDirectory.plan(place, layout(format, suffix, partitioning, contents, names), options);
        }
        try (StoreOutput output =
                StoreOutput.prepare(Partd.open(name), format, partitioning, contents, options.existing(), err)) {
            output.requireSame(partitioning.names(suffix));
            return output.bounds();
        }
    }

    /** Returns the directory of plain files; null if the destination is a log or another store. */
    @Nullable
    Path directory() {
        return kind == Kind.DIRECTORY ? place : null;
    }

    /** Returns the directory that it is in, log or not; null if that is another store's affair. */
    @Nullable
    Path place() {
        return place;
    }

    /** Returns its name for messages, without passwords. */
    @Override
    public String toString() {
        return StoreUri.matches(name) ? StoreUri.parse(name).toString() : name;
    }
}
