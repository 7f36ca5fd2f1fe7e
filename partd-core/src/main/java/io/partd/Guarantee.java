package io.partd;

/**
 * A promise beyond the laws that every partd keeps. {@link Partd#guarantees} returns those of one partd.
 *
 * <pre>{@code
 * if (!trips.guarantees().contains(Guarantee.APPENDS_SURVIVE_KILL)) {
 *     throw new IllegalArgumentException(trips + " may lose appends when a process is killed");
 * }
 * }</pre>
 *
 * <p>A <i>kill</i> ends any process that takes part in the store without warning, a server's for example.
 */
public enum Guarantee {

    /**
     * A batch changes all its keys or none: readers see it in all of them or in none, and a failed batch is in none.
     * Without this guarantee the same holds for each key alone: after a failed batch some keys may have their whole
     * part, and a {@link PartlyAppendedException} names them.
     */
    ATOMIC_BATCHES,

    /**
     * Reads of several keys are of one moment: {@code get}, {@code pop} and {@code keys} see each batch, and each
     * delete, as a whole. Without this guarantee the keys may be of different moments.
     */
    ATOMIC_READS,

    /**
     * If a kill interrupts an append, all keys of the batch have their part, or none has. Without this guarantee some
     * keys may have their part, and the last of them half of it.
     */
    CRASH_ATOMIC_BATCHES,

    /**
     * While a thread holds a section, nobody else reads or changes anything, in this process or another one. Without
     * this guarantee {@link Partd#lock} excludes at most others who also call it, or is not supported.
     */
    EXCLUSIVE_SECTIONS,

    /**
     * Other processes may use the dataset at the same time, and all promises hold between them. They see an append as
     * soon as it has returned, and do not need the process that made it.
     */
    SHARED,

    /** An append that has returned survives a kill. */
    APPENDS_SURVIVE_KILL,

    /** An append survives a kill once a later {@code flush} has returned. */
    FLUSHES_SURVIVE_KILL,

    /** An append that has returned survives a power cut and a crash of the system. */
    APPENDS_SURVIVE_POWER_LOSS,

    /** An append survives a power cut once a later {@code flush} has returned. */
    FLUSHES_SURVIVE_POWER_LOSS,

    /**
     * When an append returns, at least two servers hold it: nothing is lost if one server is lost and another takes its
     * place.
     */
    REPLICATED_APPENDS
}
