/** Schemas that differ: what they are together, and how a batch of one becomes a batch of the other. Not API. */
@NullMarked
package io.partd.arrow.schema;

import org.jspecify.annotations.NullMarked;
