package io.partd.arrow;

import org.jspecify.annotations.Nullable;

/** Reads the values of one vector as Java objects. */
@FunctionalInterface
interface ValueReader {

    @Nullable
    Object get(int index);
}
