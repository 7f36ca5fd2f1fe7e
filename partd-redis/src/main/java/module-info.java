/** A partd on a Redis or Valkey server or cluster. */
module io.partd.redis {
    requires static transitive org.jspecify;
    requires transitive io.partd;
    requires redis.clients.jedis;
}
