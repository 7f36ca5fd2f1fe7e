package io.partd.cli;

import io.partd.Durability;
import io.partd.Options;
import io.partd.Partd;
import io.partd.Store;
import io.partd.StoreUri;
import io.partd.file.FilePerKeyStore;
import io.partd.log.LogStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * A {@code STORE} on the command line: a directory, or a store's URI. A directory without a scheme is what is in it, a
 * log or a file store; where there is nothing yet, it is to be a log.
 */
final class StoreAddress {

    private static final String FILE = "file";
    private static final String LOG = "log";

    private final String text;
    private final @Nullable Path directory;

    private StoreAddress(String text, @Nullable Path directory) {
        this.text = text;
        this.directory = directory;
    }

    /**
     * Reads an address.
     *
     * @throws TypeConversionException if it can be none
     */
    static StoreAddress of(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("it is empty; give a directory, or a URI such as log:/data/trips");
        }
        try {
            return new StoreAddress(text, directory(text));
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is no path: " + e.getReason());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static @Nullable Path directory(String text) {
        if (!StoreUri.matches(text)) {
            return Path.of(text);
        }
        StoreUri uri = StoreUri.parse(text);
        return uri.scheme().equals(FILE) || uri.scheme().equals(LOG) ? Path.of(uri.path()) : null;
    }

    /** Returns the store's directory, null if it is in none. */
    @Nullable
    Path directory() {
        return directory;
    }

    /** Tells whether the store is in a directory that is not there yet, or empty. */
    boolean isNewDirectory() throws IOException {
        if (directory == null || Files.isRegularFile(directory)) {
            return false;
        }
        if (!Files.exists(directory)) {
            return true;
        }
        try (var entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    /** Tells whether the store is a log, or is to be one when it is made. */
    boolean isLog() throws IOException {
        if (StoreUri.matches(text)) {
            return StoreUri.parse(text).scheme().equals(LOG);
        }
        return directory != null && (LogStore.isLog(directory) || isNewDirectory());
    }

    /** Tells whether fsync is asked for. */
    boolean isSynced() {
        return durability() != Durability.NEVER;
    }

    private Durability durability() {
        return StoreUri.matches(text) ? Durability.of(StoreUri.parse(text).options()) : Durability.NEVER;
    }

    /**
     * Opens a store that is there.
     *
     * @throws NoSuchFileException if it is in a directory that is missing, or a log in one that is empty; it is not
     *     made then
     */
    Store openExisting() throws IOException {
        requireExisting();
        return open();
    }

    /**
     * Opens a store that is there, to read it. One in a directory is not changed, and needs no permission for that.
     *
     * @throws NoSuchFileException as {@link #openExisting} does
     */
    Store openToRead() throws IOException {
        requireExisting();
        if (directory == null) {
            return open();
        }
        if (StoreUri.matches(text)) {
            Options options = StoreUri.parse(text).options();
            Durability.of(options);
            options.requireOnly(Set.of("fsync", "readonly"));
        }
        return isLog() ? LogStore.openReadOnly(directory) : FilePerKeyStore.openReadOnly(directory);
    }

    /** Opens a store that is there: to change it, if that is permitted, else to read it. */
    Store openAsPermitted() throws IOException {
        if (directory != null && !Files.isWritable(directory)) {
            return openToRead();
        }
        try {
            return openExisting();
        } catch (AccessDeniedException e) {
            return openToRead();
        }
    }

    /** Checks that a store that is in a directory is there. */
    void requireExisting() throws IOException {
        if (directory != null && (!Files.exists(directory) || (isLog() && isNewDirectory()))) {
            throw new NoSuchFileException(
                    directory.toString(), null, "no such dataset; check the path, or make it with 'partd append'");
        }
    }

    /** Opens a store, which is made where it is missing. */
    Store open() throws IOException {
        if (StoreUri.matches(text)) {
            return Partd.open(text);
        }
        return isLog() ? Partd.log(Path.of(text)) : Partd.file(Path.of(text));
    }

    /** Opens a store of the same kind, and as well synced, in another directory. */
    Store openIn(Path other) throws IOException {
        return isLog() ? LogStore.open(other, durability()) : FilePerKeyStore.open(other, durability());
    }

    /** Returns the address as it was given. */
    @Override
    public String toString() {
        return text;
    }
}
