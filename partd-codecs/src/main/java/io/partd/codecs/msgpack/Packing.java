package io.partd.codecs.msgpack;

import io.partd.codecs.internal.Utf8;
import io.partd.codecs.pickle.BytesKey;
import io.partd.codecs.pickle.Tuple;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Writes one value, unless there is something in it that MessagePack does not have or Python would not read back. */
final class Packing implements AutoCloseable {

    /** How deep Python's packer goes. */
    private static final int DEEPEST = 511;

    private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
    private int depth;

    /** Returns the bytes; null if the value cannot be written so. */
    static byte @Nullable [] pack(Object value) throws IOException {
        try (Packing packing = new Packing()) {
            return packing.add(value) ? packing.packer.toByteArray() : null;
        }
    }

    @Override
    public void close() throws IOException {
        packer.close();
    }

    private boolean add(@Nullable Object value) throws IOException {
        if (value == null) {
            packer.packNil();
        } else if (value instanceof String text) {
            if (Utf8.firstLoneSurrogate(text, 0) >= 0) {
                return false;
            }
            packer.packString(text);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            packer.packLong(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            packer.packDouble(((Number) value).doubleValue());
        } else if (value instanceof Boolean truth) {
            packer.packBoolean(truth);
        } else if (value instanceof byte[] bytes) {
            addBytes(bytes);
        } else if (value instanceof BytesKey key) {
            addBytes(key.toArray());
        } else {
            return depth < DEEPEST ? addLarger(value) : false;
        }
        return true;
    }

    private boolean addLarger(Object value) throws IOException {
        if (value instanceof List<?> list) {
            return addAll(list);
        }
        if (value instanceof Map<?, ?> map) {
            return addMap(map);
        }
        if (value instanceof Tuple tuple) {
            return addAll(tuple.toList());
        }
        if (value instanceof BigInteger integer) {
            if (integer.bitLength() > (integer.signum() < 0 ? Long.SIZE - 1 : Long.SIZE)) {
                return false;
            }
            packer.packBigInteger(integer);
            return true;
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            addBytes(bytes);
            return true;
        }
        if (value instanceof Instant instant) {
            packer.packTimestamp(instant);
            return true;
        }
        if (value instanceof Extension extension) {
            if (extension.type() == Unpacking.TIMESTAMP) {
                throw new IOException("an extension of type -1 would be read as a timestamp; append an Instant");
            }
            byte[] data = extension.data();
            packer.packExtensionTypeHeader(extension.type(), data.length);
            packer.writePayload(data);
            return true;
        }
        return false;
    }

    private boolean addAll(Collection<?> elements) throws IOException {
        packer.packArrayHeader(elements.size());
        depth++;
        for (Object element : elements) {
            if (!add(element)) {
                return false;
            }
        }
        depth--;
        return true;
    }

    private boolean addMap(Map<?, ?> map) throws IOException {
        packer.packMapHeader(map.size());
        depth++;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            // Python packs other keys, but does not unpack them.
            if (!(key instanceof String || key instanceof BytesKey) || !add(key) || !add(entry.getValue())) {
                return false;
            }
        }
        depth--;
        return true;
    }

    private void addBytes(byte[] bytes) throws IOException {
        packer.packBinaryHeader(bytes.length);
        packer.writePayload(bytes);
    }
}
