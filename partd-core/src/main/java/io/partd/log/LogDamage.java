package io.partd.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Something in a log that is not as it was written. Immutable.
 *
 * @param kind what is damaged
 * @param file the name of the file in the log's directory
 * @param offset the byte at which the damage was met
 * @param what what is wrong there
 * @param bytes how many bytes of the file cannot be used for it
 * @param lost the keys that lost bytes by it, as far as they can still be read, with how many
 * @param undeleted the keys that should have been deleted by what cannot be read
 */
public record LogDamage(
        Kind kind,
        String file,
        long offset,
        String what,
        long bytes,
        SortedMap<String, Long> lost,
        SortedSet<String> undeleted) {

    private static final int MOST_KEYS = 5;

    /** What is damaged. */
    public enum Kind {
        /** The list of the segments. Segments say what is needed to make it anew. */
        MANIFEST,
        /** A segment that is not there. */
        MISSING_SEGMENT,
        /** A segment that does not end as it did. */
        CUT_SEGMENT,
        /** The beginning of a segment. Its batches can still be read. */
        SEGMENT_HEADER,
        /** The beginning of a batch, by which all of it is lost. */
        BATCH,
        /** A record, by which all of its batch is lost. */
        RECORD,
        /** A list of records. It can be made anew. */
        LIST,
        /** What makes opening fast. It can be made anew. */
        CHECKPOINT,
        /** A write at the end of the log that did not come to its end. Opening the log cuts it off. */
        TORN_END
    }

    /** Makes a damage; the collections are copied. */
    public LogDamage {
        lost = Collections.unmodifiableSortedMap(new TreeMap<>(lost));
        undeleted = Collections.unmodifiableSortedSet(new TreeSet<>(undeleted));
    }

    /** Tells whether what was appended is lost by it, rather than what can be made anew. */
    public boolean isLoss() {
        return switch (kind) {
            case MISSING_SEGMENT, BATCH, RECORD -> true;
            case CUT_SEGMENT -> bytes > 0 || !lost.isEmpty();
            case MANIFEST, SEGMENT_HEADER, LIST, CHECKPOINT, TORN_END -> false;
        };
    }

    /** Returns all of it as a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file)
                .append(" at byte ")
                .append(offset)
                .append(": ")
                .append(what);
        if (bytes > 0) {
            text.append("; ").append(bytes).append(bytes == 1 ? " byte" : " bytes");
            text.append(kind == Kind.TORN_END ? " to be cut off" : " cannot be used");
        }
        List<String> losses = new ArrayList<>();
        for (Map.Entry<String, Long> loss : lost.entrySet()) {
            losses.add("'" + loss.getKey() + "' " + loss.getValue());
        }
        append(text, "bytes lost of keys: ", losses);
        append(
                text,
                "keys not deleted: ",
                undeleted.stream().map(key -> "'" + key + "'").toList());
        return text.toString();
    }

    private static void append(StringBuilder text, String what, List<String> items) {
        if (!items.isEmpty()) {
            text.append("; ").append(what);
            text.append(String.join(", ", items.subList(0, Math.min(items.size(), MOST_KEYS))));
            if (items.size() > MOST_KEYS) {
                text.append(" and ").append(items.size() - MOST_KEYS).append(" more");
            }
        }
    }
}
