package io.partd.internal;

import java.io.IOException;

/** Takes a value, or fails with an {@link IOException}. */
@FunctionalInterface
public interface IoConsumer<T> {

    /** Takes the value. */
    void accept(T value) throws IOException;
}
