/**
 * The store on Redis or Valkey, {@link io.partd.redis.RedisStore}: on a server, by {@code redis://host:6379/trips}, or
 * on a cluster, by {@code redis-cluster://host:7000,host:7001/trips}.
 */
@NullMarked
package io.partd.redis;

import org.jspecify.annotations.NullMarked;
