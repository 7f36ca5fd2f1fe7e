package io.partd.internal;

/**
 * A store that writes a batch in one place, whatever its keys, so that it gains little from larger values. A layer may
 * ask for it, where it would have to know the store otherwise.
 */
public interface SequentialWrites {}
