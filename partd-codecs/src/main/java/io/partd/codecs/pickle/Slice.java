package io.partd.codecs.pickle;

import org.jspecify.annotations.Nullable;

/**
 * A slice: which elements of a sequence are meant. What is null was left out.
 *
 * @param start the first
 * @param stop the end
 * @param step from each to the next
 */
public record Slice(
        @Nullable Object start,
        @Nullable Object stop,
        @Nullable Object step) {}
