package io.partd.internal;

import io.partd.StoreMetrics.Operation;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A rare operation of a store, as an event of JFR. */
@Category("Partd")
@StackTrace(false)
abstract class StoreEvent extends Event {

    @Label("Store")
    @Nullable
    String store;

    @Label("Bytes")
    @Description("The bytes of values that were moved")
    @DataAmount
    long bytes;

    @Label("Failed")
    boolean failed;

    static StoreEvent of(Operation operation) {
        return switch (operation) {
            case SPILL -> new Spill();
            case MEMORY_WAIT -> new MemoryWait();
            case SYNC -> new Sync();
            case COMPACTION -> new Compaction();
            case APPEND, READ -> throw new IllegalArgumentException(operation + " is too frequent for an event");
        };
    }

    @Name("io.partd.Spill")
    @Label("Spill")
    @Description("A buffer moved a batch to the store below")
    private static final class Spill extends StoreEvent {}

    @Name("io.partd.MemoryWait")
    @Label("Wait for Memory")
    @Description("An append waited for room in a buffer")
    private static final class MemoryWait extends StoreEvent {}

    @Name("io.partd.Sync")
    @Label("Sync")
    @Description("A log was synced to the disk")
    private static final class Sync extends StoreEvent {}

    @Name("io.partd.Compaction")
    @Label("Compaction")
    @Description("A log was compacted")
    private static final class Compaction extends StoreEvent {}
}
