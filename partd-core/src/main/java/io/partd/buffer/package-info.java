/**
 * A layer that holds appends in memory: {@link io.partd.buffer.WriteBuffer} turns many small appends into few large
 * ones, with a hard cap on the memory that they use.
 */
@NullMarked
package io.partd.buffer;

import org.jspecify.annotations.NullMarked;
