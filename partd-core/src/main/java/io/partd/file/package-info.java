/**
 * A store with one file per key, in the layout of Python partd's {@code File}. Processes of both languages may use one
 * directory at the same time.
 *
 * <p>{@link io.partd.file.FilePerKeyStore} opens a directory with a {@link io.partd.Durability}, or makes a temporary
 * one. Its URI is {@code file:/data/trips} or {@code file:/data/trips?fsync=batch}.
 */
@NullMarked
package io.partd.file;

import org.jspecify.annotations.NullMarked;
