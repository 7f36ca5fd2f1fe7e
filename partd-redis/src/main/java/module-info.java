/** A partd on a Redis or Valkey server or cluster. */
module io.partd.redis {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires redis.clients.jedis;

    exports io.partd.redis;

    provides io.partd.StoreProvider with
            io.partd.redis.RedisClusterStoreProvider,
            io.partd.redis.RedisClusterTlsStoreProvider,
            io.partd.redis.RedisStoreProvider,
            io.partd.redis.RedisTlsStoreProvider;
}
