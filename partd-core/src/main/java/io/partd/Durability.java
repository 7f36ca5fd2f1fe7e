package io.partd;

/** When a store in a directory waits until what was appended is on the disk, by {@code fsync(2)}. */
public enum Durability {

    /**
     * Never. What was appended is with the system, and so outlives this process, killed or not. A power cut or a crash
     * of the system may lose what was appended in the last seconds, wholly or in part.
     */
    NEVER,

    /**
     * In {@link Store#flush} and {@link Store#close}: all that was appended before is on the disk then. A log can do
     * so; a file store cannot.
     */
    FLUSH,

    /** In every call that writes, before it returns. */
    BATCH;

    /**
     * Returns what the option {@code fsync} of a URI says, {@code never}, {@code flush} or {@code batch}; without it,
     * {@link #NEVER}.
     *
     * @throws IllegalArgumentException if it is none of these, or given twice
     */
    public static Durability of(Options options) {
        return options.choice("fsync", Durability.class).orElse(NEVER);
    }
}
