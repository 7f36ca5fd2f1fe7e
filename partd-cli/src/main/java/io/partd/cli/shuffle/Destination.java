package io.partd.cli.shuffle;

import io.partd.Durability;
import io.partd.Partd;
import io.partd.StoreUri;
import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code --to} names: a directory, a log in a directory, or another store. */
interface Destination {

    /**
     * Prepares it for partitions.
     *
     * @param plain the layout of their files, unless the destination is a log
     * @param err where to say what became of a store's rows, should the shuffle fail
     * @throws IOException if it is not empty, unless that is asked for, or if it cannot be written to
     */
    BytesOutput prepare(
            BytesLayout plain,
            RecordFormat format,
            Partitioning partitioning,
            OutputDirectory.Existing existing,
            PrintWriter err)
            throws IOException;

    /** Returns the directory of plain files; null if the destination is a log or another store. */
    default @Nullable Path directory() {
        return null;
    }

    /** Returns the directory that it is in, log or not; null if that is another store's affair. */
    default @Nullable Path place() {
        return directory();
    }

    /** Returns the one that a text names, a path or a store's URI. */
    static Destination of(String text) {
        if (!StoreUri.matches(text)) {
            return directory(Path.of(text), text);
        }
        StoreUri uri = StoreUri.parse(text);
        switch (uri.scheme()) {
            case "file" -> {
                uri.options().requireOnly(Set.of());
                return directory(uri.directory(), uri.directory().toString());
            }
            case "log" -> {
                uri.options().requireOnly(Set.of("fsync"));
                Durability durability = Durability.of(uri.options());
                return named(
                        uri.toString(),
                        null,
                        uri.directory(),
                        (plain, format, partitioning, existing, err) -> BytesDirectory.prepare(
                                uri.directory(), new LogLayout(format, partitioning, durability), existing));
            }
            case "memory" ->
                throw new IllegalArgumentException("'" + text
                        + "' would be gone with the command; give a directory, or the URI of a store that stays");
            default -> {
                return named(
                        uri.toString(),
                        null,
                        null,
                        (plain, format, partitioning, existing, err) ->
                                StoreOutput.prepare(Partd.open(text), format, partitioning, existing, err));
            }
        }
    }

    private static Destination directory(Path directory, String shown) {
        return named(
                shown,
                directory,
                directory,
                (plain, format, partitioning, existing, err) -> BytesDirectory.prepare(directory, plain, existing));
    }

    /** Gives a destination a name for messages, without passwords. */
    private static Destination named(
            String name, @Nullable Path directory, @Nullable Path place, Destination destination) {
        return new Destination() {
            @Override
            public BytesOutput prepare(
                    BytesLayout plain,
                    RecordFormat format,
                    Partitioning partitioning,
                    OutputDirectory.Existing existing,
                    PrintWriter err)
                    throws IOException {
                return destination.prepare(plain, format, partitioning, existing, err);
            }

            @Override
            public @Nullable Path directory() {
                return directory;
            }

            @Override
            public @Nullable Path place() {
                return place;
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }
}
