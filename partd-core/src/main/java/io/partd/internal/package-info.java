/** What several packages of core are built from: chunked memory, locks, system calls. Not API. */
@NullMarked
package io.partd.internal;

import org.jspecify.annotations.NullMarked;
