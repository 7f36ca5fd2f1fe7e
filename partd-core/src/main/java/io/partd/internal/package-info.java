/**
 * Code that several packages of the library share: chunked bytes, checks of keys, waits, system calls and
 * {@code flock(2)}. Not exported.
 */
@NullMarked
package io.partd.internal;

import org.jspecify.annotations.NullMarked;
