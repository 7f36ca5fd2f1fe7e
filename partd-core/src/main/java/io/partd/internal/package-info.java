/**
 * What several of the library's packages need and no caller does: growing bytes, checks and waits, system calls and
 * {@code flock(2)}. Not exported.
 */
@NullMarked
package io.partd.internal;

import org.jspecify.annotations.NullMarked;
