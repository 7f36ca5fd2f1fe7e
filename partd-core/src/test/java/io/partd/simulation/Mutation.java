package io.partd.simulation;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A way to make the engine wrong; the simulation has to find out. */
@SuppressWarnings("ImmutableEnumChecker") // notes whether it has found what it changes
enum Mutation {
    /** Changes nothing. */
    NONE,
    /** A sync of a file says that all is on the disk, and does nothing. */
    FSYNC_SKIPPED,
    /** The next manifest gets its place before its contents are written. */
    RENAME_SWAPPED,
    /** The lock among the processes excludes nobody. */
    FLOCK_DROPPED,
    /** The lock among the writers of a process excludes nobody. */
    WRITERS_LOCK_DROPPED,
    /** The lock of the view excludes nobody. */
    STATE_LOCK_DROPPED,
    /** All checksums are alike. */
    CHECKSUM_NOT_COMPARED,
    /** A batch is brought to the index, and its length to the segment, before it is written. */
    PUBLISHED_EARLY;

    private static final String MUTANT = "io/partd/simulation/Mutants";

    private boolean applied;

    /** Returns the class of the lock that a method makes. */
    String lockOf(String owner, String method) {
        boolean dropped =
                (this == WRITERS_LOCK_DROPPED && owner.equals("io/partd/log/OpenLogs") && method.equals("open"))
                        || (this == STATE_LOCK_DROPPED && owner.equals("io/partd/log/Log"));
        applied |= dropped;
        return dropped ? MUTANT + "$DroppedLock" : "io/partd/simulation/SimulatedLock";
    }

    /** Returns what is called in place of another method, as owner and name; null if nothing is. */
    String callOf(String type, String name) {
        String call = type + "." + name;
        String instead = null;
        if (this == CHECKSUM_NOT_COMPARED && call.equals("java/util/zip/CRC32C.getValue")) {
            instead = MUTANT + ".noChecksum";
        }
        applied |= instead != null;
        return instead;
    }

    /** Adds what is to happen before a call. */
    void beforeCall(MethodVisitor code, String owner, String method, String type, String name) {
        if (this == PUBLISHED_EARLY && owner.equals("io/partd/log/LogWriter") && method.equals("publish")) {
            String call = type + "." + name;
            if (call.equals("io/partd/log/Batch$Body.write")) {
                // The second argument of the method brings the batch to the index.
                code.visitVarInsn(Opcodes.ALOAD, 2);
                code.visitMethodInsn(Opcodes.INVOKEINTERFACE, "java/lang/Runnable", "run", "()V", true);
                applied = true;
            } else if (call.equals("io/partd/log/LogView.advance")) {
                code.visitMethodInsn(
                        Opcodes.INVOKESTATIC, MUTANT, "nothing", "(Ljava/lang/Runnable;)Ljava/lang/Runnable;", false);
            }
        }
    }

    /** Tells whether it has changed a class; if not, the engine is no longer as the mutation thinks. */
    boolean isApplied() {
        return applied || this == FSYNC_SKIPPED || this == RENAME_SWAPPED || this == FLOCK_DROPPED;
    }
}
