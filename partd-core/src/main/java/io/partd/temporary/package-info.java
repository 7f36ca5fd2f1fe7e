/** Directories that are gone after use, for temporary datasets and for output that is not published yet. */
@NullMarked
package io.partd.temporary;

import org.jspecify.annotations.NullMarked;
