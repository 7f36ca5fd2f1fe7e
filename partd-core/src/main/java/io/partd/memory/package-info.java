/** The store on the heap, which {@link io.partd.Partd#memory} opens. */
@NullMarked
package io.partd.memory;

import org.jspecify.annotations.NullMarked;
