package io.partd;

import java.io.IOException;
import java.util.SortedMap;

/**
 * Small facts about a dataset, such as the codecs of its values: entries of a name and some bytes, which the dataset
 * keeps beside its keys. {@link Store#keys} does not list them. Compaction keeps them, and {@link Store#drop} forgets
 * them. Thread-safe.
 *
 * <pre>{@code
 * try (Store trips = Partd.log(directory)) {
 *     Metadata metadata = trips.metadata().orElseThrow(); // of a log, or of a dataset on Redis
 *     metadata.putIfAbsent("source", fjord); // the first one wins
 *     byte[] source = metadata.entries().get("source");
 * }
 * }</pre>
 */
public interface Metadata {

    /** The entry that names the codecs of the values: {@code pickle,zlib}, the outermost first. */
    String CODECS = "codecs";

    /** Returns all entries by their names, as of one moment. */
    SortedMap<String, byte[]> entries() throws IOException;

    /**
     * Sets an entry that the dataset does not have yet. The first one wins, among processes too.
     *
     * @param name up to 64 lower-case letters, digits, dots and hyphens, of which the first is a letter
     * @param value 1 to 65,536 bytes
     * @return whether this call set the entry
     * @throws IllegalArgumentException if the name or the value is not as above
     * @throws OutcomeUnknownException if the entry is set, but a power cut may take it away
     * @throws IOException if it could not be set, also because a log would have more than 1 MiB of metadata; the
     *     dataset is as it was
     */
    boolean putIfAbsent(String name, byte[] value) throws IOException;

    /**
     * Checks an entry that is to be set.
     *
     * @throws IllegalArgumentException if the name or the value is not as {@link #putIfAbsent} has it
     */
    static void requireValid(String name, byte[] value) {
        if (!name.matches("[a-z][a-z0-9.-]{0,63}")) {
            throw new IllegalArgumentException("metadata cannot have the name '" + name
                    + "'; use up to 64 of a-z, 0-9, '.' and '-', and begin with a letter");
        }
        if (value.length == 0 || value.length > 1 << 16) {
            throw new IllegalArgumentException(
                    "metadata '" + name + "' of " + value.length + " bytes; 1 to 65536 are possible");
        }
    }
}
