package io.partd.cli;

import io.partd.Partd;
import io.partd.Store;
import io.partd.StoreUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** A {@code STORE} on the command line: a folder, or a store's URI. */
final class StoreAddress {

    private static final String FILE = "file";

    private final String text;
    private final @Nullable Path folder;

    private StoreAddress(String text, @Nullable Path folder) {
        this.text = text;
        this.folder = folder;
    }

    /**
     * Reads an address.
     *
     * @throws TypeConversionException if it can be none
     */
    static StoreAddress of(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("it is empty; give a folder, or a URI such as file:/data/trips");
        }
        try {
            return new StoreAddress(text, folder(text));
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is no path: " + e.getReason());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static @Nullable Path folder(String text) {
        if (!StoreUri.matches(text)) {
            return Path.of(text);
        }
        StoreUri uri = StoreUri.parse(text);
        return uri.scheme().equals(FILE) ? Path.of(uri.path()) : null;
    }

    /** Returns the store's folder, null if it is in none. */
    @Nullable
    Path folder() {
        return folder;
    }

    /** Tells whether the store is in a folder that is not there yet, or empty. */
    boolean isNewFolder() throws IOException {
        if (folder == null || Files.isRegularFile(folder)) {
            return false;
        }
        if (!Files.exists(folder)) {
            return true;
        }
        try (var entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    /** Tells whether fsync is asked for. */
    boolean isSynced() {
        return StoreUri.matches(text) && StoreUri.parse(text).flag("fsync");
    }

    /**
     * Opens a store that is there.
     *
     * @throws NoSuchFileException if it is in a folder that is missing; that is not made then
     */
    Store openExisting() throws IOException {
        if (folder != null && !Files.exists(folder)) {
            throw new NoSuchFileException(
                    folder.toString(), null, "no such dataset; check the path, or make it with 'partd append'");
        }
        return open();
    }

    /** Opens a store, which is made where it is missing. */
    Store open() throws IOException {
        return StoreUri.matches(text) ? Partd.open(text) : Partd.file(Path.of(text));
    }

    /** Returns the address as it was given. */
    @Override
    public String toString() {
        return text;
    }
}
