package io.partd.cli.shuffle;

import io.partd.StoreUri;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the folder to write to: a path, or a file store's URI as the other commands take it. */
final class FolderConverter implements ITypeConverter<Path> {

    @Override
    public Path convert(String text) {
        try {
            if (!StoreUri.matches(text)) {
                return Path.of(text);
            }
            StoreUri uri = StoreUri.parse(text);
            if (uri.scheme().equals("log")) {
                throw new TypeConversionException("'" + text + "': partd shuffle writes a file store, a file for each"
                        + " partition; give a folder, and then say 'partd copy FOLDER " + text + "'");
            }
            if (!uri.scheme().equals("file")) {
                throw new TypeConversionException(
                        "'" + text + "' is no folder; partd shuffle writes to a folder, as in file:/data/trips");
            }
            uri.requireOptions(Set.of());
            return Path.of(uri.path());
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is no path: " + e.getReason());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
