/** What several codecs need. Not exported. */
@NullMarked
package io.partd.codecs.internal;

import org.jspecify.annotations.NullMarked;
