package io.partd.pandas;

import org.apache.arrow.vector.types.TimeUnit;

/** A span of time, as an object of its own. */
record Span(long value, TimeUnit unit) {}
