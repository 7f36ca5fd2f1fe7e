/**
 * A store in an append-only log: every batch is one sequential write, whole or not there at all, whatever happens.
 *
 * <p>{@link io.partd.log.LogStore} opens one, and {@link io.partd.Durability} says when it waits for the disk. By URI
 * it is {@code log:/data/trips} or {@code log:/data/trips?fsync=flush}. The format is described in
 * {@code docs/log-format.md}.
 */
@NullMarked
package io.partd.log;

import org.jspecify.annotations.NullMarked;
