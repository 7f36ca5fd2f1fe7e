package io.partd.redis;

import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.io.IOException;

/**
 * Opens a {@link RedisStore} on a cluster, by {@code redis-cluster://user:password@host:7000,host:7001/trips}. The
 * options are {@code timeout}, {@code lease}, {@code pipeline}, {@code replicas}, {@code connections}, {@code buckets}
 * and {@code eviction}, as at {@link RedisOptions}; {@code password-env} and {@code password-file}, which name where
 * the password is.
 */
public final class RedisClusterStoreProvider implements StoreProvider {

    /** For the service loader. */
    public RedisClusterStoreProvider() {}

    @Override
    public String scheme() {
        return "redis-cluster";
    }

    @Override
    public Store open(StoreUri uri) throws IOException {
        return RedisUri.open(uri);
    }
}
