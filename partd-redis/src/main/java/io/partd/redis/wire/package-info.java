/**
 * Connections to servers, and scripts carried out on them: {@code Calls} are made wherever the slots are, again and
 * again if need be, on a {@code Link} of a {@code Pool}. It knows nothing of keys and values.
 */
@NullMarked
package io.partd.redis.wire;

import org.jspecify.annotations.NullMarked;
