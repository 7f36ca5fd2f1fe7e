/** The store in memory, opened by {@link io.partd.Partd#memory}. */
@NullMarked
package io.partd.memory;

import org.jspecify.annotations.NullMarked;
