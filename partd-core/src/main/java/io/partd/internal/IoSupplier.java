package io.partd.internal;

import java.io.IOException;

/** Returns a value, or fails with an {@link IOException}. */
@FunctionalInterface
public interface IoSupplier<T> {

    /** Returns the value. */
    T get() throws IOException;
}
