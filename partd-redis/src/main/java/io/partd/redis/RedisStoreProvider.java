package io.partd.redis;

import io.partd.Store;
import io.partd.StoreProvider;
import io.partd.StoreUri;
import java.io.IOException;

/**
 * Opens a {@link RedisStore} on a server, by {@code redis://user:password@host:6379/trips}. The options are
 * {@code timeout}, {@code lease}, {@code pipeline}, {@code replicas}, {@code connections}, {@code buckets} and
 * {@code eviction}, as at {@link RedisOptions}; {@code password-env} and {@code password-file}, which name where the
 * password is.
 */
public final class RedisStoreProvider implements StoreProvider {

    /** For the service loader. */
    public RedisStoreProvider() {}

    @Override
    public String scheme() {
        return "redis";
    }

    @Override
    public Store open(StoreUri uri) throws IOException {
        return RedisUri.open(uri);
    }
}
