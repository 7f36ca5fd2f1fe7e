/** The memory of vectors: buffers that are built as values come, and an allocator for those who bring none. */
@NullMarked
package io.partd.arrow.memory;

import org.jspecify.annotations.NullMarked;
