package io.partd.pandas;

import io.partd.ForwardingStore;
import io.partd.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A store that adds some values to the batch that is appended, so that they are stored with it or not at all. */
final class WithMetadata extends ForwardingStore {

    private final Map<String, List<ByteBuffer>> metadata;

    WithMetadata(Store store, Map<String, List<ByteBuffer>> metadata) {
        super(store);
        this.metadata = metadata;
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        Map<String, List<ByteBuffer>> both = new LinkedHashMap<>(metadata);
        both.putAll(batch);
        super.appendBuffers(both);
    }
}
