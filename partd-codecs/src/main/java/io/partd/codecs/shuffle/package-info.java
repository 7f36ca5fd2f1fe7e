/** What a shuffle reads with the help of libraries: JSON lines. */
@NullMarked
package io.partd.codecs.shuffle;

import org.jspecify.annotations.NullMarked;
