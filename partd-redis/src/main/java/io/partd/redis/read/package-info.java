/** Values as they are read: short ones with the answer, long ones piece by piece. */
@NullMarked
package io.partd.redis.read;

import org.jspecify.annotations.NullMarked;
