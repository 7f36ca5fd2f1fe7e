package io.partd.arrow.ipc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Remembers the schema read last. Of many small pieces one behind the other nearly all have the same. */
public final class LastSchema {

    private byte @Nullable [] bytes;
    private @Nullable NumberedSchema schema;

    /** Remembers none. */
    public LastSchema() {}

    @Nullable
    NumberedSchema of(byte[] message) {
        return Arrays.equals(message, bytes) ? schema : null;
    }

    void set(byte[] message, NumberedSchema read) {
        bytes = message;
        schema = read;
    }
}
