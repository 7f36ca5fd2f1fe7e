package io.partd.internal;

import java.io.IOException;

/** Returns a value for an argument, or fails with an {@link IOException}. */
@FunctionalInterface
public interface IoFunction<T, R> {

    /** Returns the result for an argument. */
    R apply(T argument) throws IOException;
}
