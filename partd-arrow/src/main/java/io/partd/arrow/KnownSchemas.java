package io.partd.arrow;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of keys that one handle has seen. Another handle may since have deleted a key and begun it again with
 * another schema; so they may let an append pass, but not refuse one. Thread-safe.
 */
final class KnownSchemas {

    /** All are forgotten when there are more: an append to a key then looks at its first piece again. */
    private static final int MOST = 100_000;

    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    /** Most keys have the same schema, and one object of it is enough. */
    private volatile @Nullable Schema last;

    @Nullable
    Schema of(String key) {
        return schemas.get(key);
    }

    void set(String key, Schema schema) {
        Schema shared = last;
        if (shared == null || !shared.equals(schema)) {
            shared = schema;
            last = schema;
        }
        if (schemas.size() >= MOST) {
            schemas.clear();
        }
        schemas.put(key, shared);
    }

    void forget(Collection<String> keys) {
        keys.forEach(schemas::remove);
    }

    void forgetAll() {
        schemas.clear();
    }
}
