package io.partd.file;

/** What a write has reached when it returns. */
public enum Durability {

    /**
     * The system's file cache. Other processes see it, and it outlives this one, killed or not; a crash of the whole
     * system or a power cut may lose it, wholly or in part.
     */
    CACHED,

    /**
     * The disk: every file written to, and every directory in which a name came or went, has been brought there with
     * {@code fsync(2)}. Names that another process or a cached handle made are not looked after. Each write waits for
     * the disk, a few milliseconds for every key.
     *
     * <p>If {@code fsync} fails, what was written is undone, and undoing is synced. The write then had no effect, or
     * throws {@link io.partd.OutcomeUnknownException} if undoing failed too. In both cases no handle with this setting
     * takes more writes until all handles on the directory in this JVM are closed.
     */
    SYNCED
}
