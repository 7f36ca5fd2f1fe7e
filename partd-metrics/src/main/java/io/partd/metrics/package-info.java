/** What stores do, as meters of Micrometer. */
@NullMarked
package io.partd.metrics;

import org.jspecify.annotations.NullMarked;
