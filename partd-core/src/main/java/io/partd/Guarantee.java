package io.partd;

/**
 * What a partd may promise beyond the laws that all of them keep; {@link Partd#guarantees} says which of these one
 * does. Where several processes have a part in a store, such as a server, a <i>kill</i> is that of any of them.
 */
public enum Guarantee {

    /**
     * A batch is one change of all its keys: readers see it in all of them or in none, and one that fails is in none.
     * Without this, that is so for each key alone: of a batch that fails, some keys may have their part, wholly, and
     * the exception says so.
     */
    ATOMIC_BATCHES,

    /**
     * What is read of several keys is of one moment: {@code get}, {@code pop} and {@code keys} see each batch, and each
     * delete, as a whole. Without this, each key is of a moment of its own.
     */
    ATOMIC_READS,

    /**
     * A batch whose append a kill interrupts is there wholly or not at all, in all its keys. Without this, some keys
     * may have their part, and the last of them half of it.
     */
    CRASH_ATOMIC_BATCHES,

    /**
     * Nobody else reads or changes anything while a section is held, in this process or another one. Without this,
     * {@link Partd#lock} excludes at most those who also use it, or is not supported.
     */
    EXCLUSIVE_SECTIONS,

    /**
     * Other processes may use the dataset at the same time, and what is promised here holds between all of them. They
     * see what was appended as soon as the append has returned, so that it does not need the process that appended.
     */
    SHARED,

    /** What was appended is there after a kill that comes when the append has returned. */
    APPENDS_SURVIVE_KILL,

    /** What was appended before a {@code flush} is there after a kill that comes when the flush has returned. */
    FLUSHES_SURVIVE_KILL,

    /** What was appended is there after a power cut, or a crash of the system, when the append has returned. */
    APPENDS_SURVIVE_POWER_LOSS,

    /** What was appended before a {@code flush} is there after a power cut when the flush has returned. */
    FLUSHES_SURVIVE_POWER_LOSS,

    /**
     * What was appended is held by at least two servers when the append has returned: if one is lost, and another takes
     * its place, nothing is.
     */
    REPLICATED_APPENDS
}
