/**
 * Code that several packages of the library share: checks of keys, waits, background threads, system calls and
 * {@code flock(2)}. Not exported.
 */
@NullMarked
package io.partd.internal;

import org.jspecify.annotations.NullMarked;
