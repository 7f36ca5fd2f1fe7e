package io.partd.cli.values;

import java.io.IOException;
import java.io.InputStream;

/** Reads what is to be appended through a codec. */
public final class ValueInput {

    private ValueInput() {}

    /**
     * Reads all of it.
     *
     * @param kind what to make of it: of lines of JSON a list, of an Arrow stream a table, or a text
     * @param source where it comes from, for messages
     * @throws IOException if it is none of that; the message names source, line and column
     * @throws IllegalArgumentException if such values cannot be read
     */
    public static Object read(InputStream in, String source, ValueKind kind) throws IOException {
        return switch (kind) {
            case LIST -> JsonElements.read(in, source);
            case TEXT -> StrictText.decode(in.readAllBytes(), source, 1);
            case BYTES -> in.readAllBytes();
            case TABLE -> TableInput.read(in, source);
            case OTHER -> throw new IllegalArgumentException("values of this codec cannot be read from JSON");
        };
    }
}
