/** Java objects, of classes that the caller names: {@link io.partd.codecs.object.JavaObjects}. */
@NullMarked
package io.partd.codecs.object;

import org.jspecify.annotations.NullMarked;
