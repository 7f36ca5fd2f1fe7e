/** Measures the project beside its peers; see {@code docs/benchmarks.md}. Nothing here is published. */
@NullMarked
package io.partd.benchmarks;

import org.jspecify.annotations.NullMarked;
