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
 * A damaged part of a log. Immutable.
 *
 * @param kind the damaged part
 * @param file the name of the file in the log's directory
 * @param offset the offset in the file at which the damage was found
 * @param what what is wrong there
 * @param bytes the number of bytes in the file that the damage makes useless
 * @param lost the number of bytes that each key lost, for the keys that are still readable
 * @param undeleted the keys that an unreadable batch should have deleted
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

    /** The damaged part. */
    public enum Kind {
        /** The list of the segments. It can be rebuilt from the segments. */
        MANIFEST,
        /** A missing segment. */
        MISSING_SEGMENT,
        /** A truncated segment. */
        CUT_SEGMENT,
        /** The header of a segment. Its batches are still readable. */
        SEGMENT_HEADER,
        /** The header of a batch. The whole batch is lost. */
        BATCH,
        /** A record. Its whole batch is lost. */
        RECORD,
        /** A list of records. It can be rebuilt. */
        LIST,
        /** A checkpoint, which makes opening fast. It can be rebuilt. */
        CHECKPOINT,
        /** An incomplete write at the end of the log. The next opening cuts it off. */
        TORN_END
    }

    /** Makes the record; the collections are copied. */
    public LogDamage {
        lost = Collections.unmodifiableSortedMap(new TreeMap<>(lost));
        undeleted = Collections.unmodifiableSortedSet(new TreeSet<>(undeleted));
    }

    /** Returns whether appended bytes are lost. Other damage can be rebuilt from the rest of the log. */
    public boolean isLoss() {
        return switch (kind) {
            case MISSING_SEGMENT, BATCH, RECORD -> true;
            case CUT_SEGMENT -> bytes > 0 || !lost.isEmpty();
            case MANIFEST, SEGMENT_HEADER, LIST, CHECKPOINT, TORN_END -> false;
        };
    }

    /** Returns the damage as one line of text. */
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
