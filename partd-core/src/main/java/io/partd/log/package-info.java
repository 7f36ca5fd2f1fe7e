/**
 * A store in an append-only log. Every batch is one sequential write, which a crash leaves whole or not at all.
 *
 * <p>{@link io.partd.log.LogStore} opens a log, and {@link io.partd.Durability} says when it syncs. Its URI is
 * {@code log:/data/trips} or {@code log:/data/trips?fsync=flush}. {@link io.partd.log.LogCheck} finds and repairs
 * damage. {@code docs/log-format.md} describes the format.
 */
@NullMarked
package io.partd.log;

import org.jspecify.annotations.NullMarked;
