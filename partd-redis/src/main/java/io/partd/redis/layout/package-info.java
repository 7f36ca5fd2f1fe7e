/** Where the keys of a dataset are: in {@code Bucket}s, and what they are called there. */
@NullMarked
package io.partd.redis.layout;

import org.jspecify.annotations.NullMarked;
