/** Tables: what is in a partd of them, and where they come from. */
@NullMarked
package io.partd.arrow;

import org.jspecify.annotations.NullMarked;
