package io.partd.log;

import java.util.Locale;

/** When a log store waits until what was appended is on the disk, by {@code fsync(2)}. */
public enum Fsync {

    /**
     * Never. What was appended is with the system, and so outlives this process, killed or not. A power cut or a crash
     * of the system may lose the last seconds' batches; what is then damaged is found and never returned.
     */
    NEVER,

    /** In {@link LogStore#flush} and {@link LogStore#close}: all that was appended before is on the disk then. */
    ON_FLUSH,

    /** In every call that writes. Threads that wait at the same time share one {@code fsync}. */
    EVERY_BATCH;

    /** Returns the name as it stands in a URI: {@code never}, {@code flush}, {@code batch}. */
    public String option() {
        return switch (this) {
            case NEVER -> "never";
            case ON_FLUSH -> "flush";
            case EVERY_BATCH -> "batch";
        };
    }

    /**
     * Reads the name that {@link #option} writes.
     *
     * @throws IllegalArgumentException if it is none; the message names those there are
     */
    public static Fsync of(String option) {
        for (Fsync fsync : values()) {
            if (fsync.option().equals(option.toLowerCase(Locale.ROOT))) {
                return fsync;
            }
        }
        throw new IllegalArgumentException("fsync=" + option + "; it must be never, flush or batch");
    }
}
