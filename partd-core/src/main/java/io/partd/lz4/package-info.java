/** Reads LZ4 frames, for the modules that have lz4-java: an optional dependency of this one. Exported to them only. */
@NullMarked
package io.partd.lz4;

import org.jspecify.annotations.NullMarked;
