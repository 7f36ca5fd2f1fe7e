/** The code in {@code docs/} that has to do with tables. */
@NullMarked
package io.partd.arrow.docs;

import org.jspecify.annotations.NullMarked;
