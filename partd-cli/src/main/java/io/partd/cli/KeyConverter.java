package io.partd.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes a key as it was given, unless its characters were lost on the way, which would mix it up with other keys. */
final class KeyConverter implements ITypeConverter<String> {

    private static final char UNKNOWN = '\uFFFD';

    @Override
    public String convert(String key) {
        if (key.indexOf(UNKNOWN) >= 0) {
            throw new TypeConversionException("key '" + key
                    + "' has characters that this locale does not know; set another one, as in LC_ALL=C.UTF-8");
        }
        return key;
    }
}
