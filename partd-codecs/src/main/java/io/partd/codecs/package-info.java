/** Codecs for partd, each in the package of its kind, and their names. */
@NullMarked
package io.partd.codecs;

import org.jspecify.annotations.NullMarked;
