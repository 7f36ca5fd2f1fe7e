/** Placeholder. */
@NullMarked
package io.partd;

import org.jspecify.annotations.NullMarked;
