package io.partd;

/** When a store in a directory syncs what was appended to the disk with {@code fsync(2)}. */
public enum Durability {

    /**
     * Never. The operating system has what was appended, so it survives a kill of this process. A power cut or a crash
     * of the system may lose the appends of the last seconds, wholly or in part.
     */
    NEVER,

    /**
     * In {@link Store#flush} and {@link Store#close}, which sync everything appended before. A log supports it; a file
     * store does not.
     */
    FLUSH,

    /** In every call that writes, before the call returns. */
    BATCH;

    /**
     * Returns the value of the option {@code fsync}: {@code never}, {@code flush} or {@code batch}; {@link #NEVER}
     * without it.
     *
     * @throws IllegalArgumentException if the option has another value, or is given twice
     */
    public static Durability of(Options options) {
        return options.choice("fsync", Durability.class).orElse(NEVER);
    }
}
