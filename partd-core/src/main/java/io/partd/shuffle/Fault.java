package io.partd.shuffle;

/**
 * A record that cannot be assigned to a partition.
 *
 * @param source the source's name
 * @param line the 1-based number of the line where the record begins
 * @param reason what is wrong with it
 */
public record Fault(String source, long line, String reason) {

    /** Returns {@code source:line: reason}. */
    @Override
    public String toString() {
        return source + ":" + line + ": " + reason;
    }
}
