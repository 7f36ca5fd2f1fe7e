/**
 * Memory in front of a slower store: {@link io.partd.buffer.WriteBuffer} is the layer. Many small appends become few
 * large ones, within a hard cap on the memory they take meanwhile.
 */
@NullMarked
package io.partd.buffer;

import org.jspecify.annotations.NullMarked;
