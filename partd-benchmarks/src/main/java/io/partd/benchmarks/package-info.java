/** JMH benchmarks. */
@NullMarked
package io.partd.benchmarks;

import org.jspecify.annotations.NullMarked;
