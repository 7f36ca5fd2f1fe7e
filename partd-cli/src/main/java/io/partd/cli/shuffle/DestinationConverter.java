package io.partd.cli.shuffle;

import java.nio.file.InvalidPathException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what to write to: a path, or a store's URI as the other commands take it. */
final class DestinationConverter implements ITypeConverter<Destination> {

    @Override
    public Destination convert(String text) {
        try {
            return Destination.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is no path: " + e.getReason());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
