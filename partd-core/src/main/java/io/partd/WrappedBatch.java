package io.partd;

import java.nio.ByteBuffer;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A view of a batch of arrays as a batch of buffers. It copies no entries. */
final class WrappedBatch extends AbstractMap<String, List<ByteBuffer>> {

    private final Set<Map.Entry<String, List<ByteBuffer>>> entries;

    WrappedBatch(Map<String, ? extends byte[]> arrays) {
        entries = new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, List<ByteBuffer>>> iterator() {
                return wrapped(arrays.entrySet().iterator());
            }

            @Override
            public int size() {
                return arrays.size();
            }
        };
    }

    @Override
    public Set<Map.Entry<String, List<ByteBuffer>>> entrySet() {
        return entries;
    }

    private static Iterator<Map.Entry<String, List<ByteBuffer>>> wrapped(
            Iterator<? extends Map.Entry<String, ? extends byte[]>> arrays) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return arrays.hasNext();
            }

            @Override
            public Map.Entry<String, List<ByteBuffer>> next() {
                Map.Entry<String, ? extends byte[]> next = arrays.next();
                return new SimpleImmutableEntry<>(next.getKey(), List.of(ByteBuffer.wrap(next.getValue())));
            }
        };
    }
}
