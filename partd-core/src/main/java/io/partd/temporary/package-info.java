/** Directories that are deleted after use, for temporary datasets and for output that is not complete yet. */
@NullMarked
package io.partd.temporary;

import org.jspecify.annotations.NullMarked;
