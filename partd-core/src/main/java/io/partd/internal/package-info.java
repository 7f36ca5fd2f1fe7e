<<<<<<< HEAD
/**
 * What several of the library's packages need and no caller does: growing bytes, checks and waits, system calls,
 * {@code flock(2)} and temporary folders. Not exported.
 */
=======
/** What several packages of core are built from: chunked memory, locks, system calls. Not API. */
>>>>>>> 35077e16b62e6d54f858b5f2c3ae1d444302a829
@NullMarked
package io.partd.internal;

import org.jspecify.annotations.NullMarked;
