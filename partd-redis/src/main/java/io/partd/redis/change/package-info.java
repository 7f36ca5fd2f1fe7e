/**
 * Changes, made once: {@code Writes} hands each to the {@code BucketQueue} that numbers it, and a {@code Lane} carries
 * it to the server. {@code Appends} makes changes of batches.
 */
@NullMarked
package io.partd.redis.change;

import org.jspecify.annotations.NullMarked;
