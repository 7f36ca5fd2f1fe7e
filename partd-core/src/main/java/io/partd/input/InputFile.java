package io.partd.input;

import java.nio.file.Path;
import java.util.List;

/**
 * A file to read. Immutable.
 *
 * @param path where it is
 * @param columns what the names of its directories say, in their order; empty if they are not named
 *     {@code COLUMN=VALUE}
 */
public record InputFile(Path path, List<PartitionColumn> columns) {

    /** Makes a file with columns, which are copied. */
    public InputFile {
        columns = List.copyOf(columns);
    }
}
