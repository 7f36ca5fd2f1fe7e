package io.partd.codecs.msgpack;

import io.partd.codecs.internal.Collisions;
import io.partd.codecs.internal.Utf8;
import io.partd.codecs.pickle.BytesKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageSizeException;
import org.msgpack.core.MessageUnpacker;

/** Reads one list. Nothing is allocated for a length that is more than what is left. */
final class Unpacking implements AutoCloseable {

    /** The type of an extension that is read as an Instant. */
    static final byte TIMESTAMP = -1;

    /** How deep Python's unpacker goes. */
    private static final int DEEPEST = 1024;

    private final byte[] payload;
    private final MessageUnpacker unpacker;
    private final Collisions collisions = new Collisions();
    private int depth;

    private Unpacking(byte[] payload) {
        this.payload = payload;
        unpacker = MessagePack.newDefaultUnpacker(payload);
    }

    static List<@Nullable Object> unpackList(byte[] payload) throws IOException {
        try (Unpacking unpacking = new Unpacking(payload)) {
            List<@Nullable Object> value = unpacking.nextList();
            if (unpacking.left() > 0) {
                throw new IOException(
                        "MessagePack ends after " + unpacking.position() + " of " + payload.length + " bytes");
            }
            return value;
        }
    }

    @Override
    public void close() throws IOException {
        unpacker.close();
    }

    private List<@Nullable Object> nextList() throws IOException {
        try {
            return nextArray();
        } catch (RuntimeException e) {
            throw malformed(0, e);
        }
    }

    private @Nullable Object next() throws IOException {
        int at = position();
        try {
            return nextValue();
        } catch (RuntimeException e) {
            throw malformed(at, e);
        }
    }

    private static IOException malformed(int at, RuntimeException e) {
        String reason = e instanceof MessageSizeException size
                ? Integer.toUnsignedString((int) size.getSize()) + " elements or bytes are more than Java has room for"
                : String.valueOf(e.getMessage());
        return new IOException("MessagePack at byte " + at + ": " + reason, e);
    }

    private @Nullable Object nextValue() throws IOException {
        if (left() == 0) {
            throw new IOException("MessagePack is cut off: a value is to follow");
        }
        return switch (unpacker.getNextFormat().getValueType()) {
            case NIL -> nextNil();
            case BOOLEAN -> unpacker.unpackBoolean();
            case INTEGER -> nextInteger();
            case FLOAT -> unpacker.unpackDouble();
            case STRING -> nextText();
            case BINARY -> unpacker.readPayload(requireLeft(unpacker.unpackBinaryHeader()));
            case ARRAY -> nextArray();
            case MAP -> nextMap();
            case EXTENSION -> nextExtension();
        };
    }

    private @Nullable Object nextNil() throws IOException {
        unpacker.unpackNil();
        return null;
    }

    private Number nextInteger() throws IOException {
        return switch (unpacker.getNextFormat()) {
            case UINT64 -> {
                BigInteger value = unpacker.unpackBigInteger();
                yield value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
            }
            default -> unpacker.unpackLong();
        };
    }

    private String nextText() throws IOException {
        int length = requireLeft(unpacker.unpackRawStringHeader());
        int at = position();
        unpacker.readPayloadAsReference(length);
        try {
            return Utf8.decode(payload, at, length);
        } catch (IOException e) {
            throw new IOException("MessagePack at byte " + at + ": " + e.getMessage(), e);
        }
    }

    private List<@Nullable Object> nextArray() throws IOException {
        int count = requireLeft(unpacker.unpackArrayHeader());
        enter();
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(next());
        }
        depth--;
        return list;
    }

    private Map<@Nullable Object, @Nullable Object> nextMap() throws IOException {
        int count = unpacker.unpackMapHeader();
        requireLeft(2L * count);
        enter();
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int at = position();
            Object key = next();
            if (key instanceof List || key instanceof Map) {
                throw new IOException("MessagePack at byte " + at + ": a list or a map cannot be key of a map");
            }
            Object hashable = key instanceof byte[] bytes ? BytesKey.of(bytes) : key;
            map.put(hashable, next());
            collisions.check(map, map.keySet(), hashable);
        }
        depth--;
        return map;
    }

    private Object nextExtension() throws IOException {
        ExtensionTypeHeader header = unpacker.unpackExtensionTypeHeader();
        requireLeft(header.getLength());
        return header.getType() == TIMESTAMP
                ? unpacker.unpackTimestamp(header)
                : Extension.over(header.getType(), unpacker.readPayload(header.getLength()));
    }

    private void enter() throws IOException {
        if (++depth > DEEPEST) {
            throw new IOException("MessagePack is nested more than " + DEEPEST + " deep");
        }
    }

    private int position() {
        return (int) unpacker.getTotalReadBytes();
    }

    private int left() {
        return payload.length - position();
    }

    /** Says that so many bytes have to follow; each value takes at least one. */
    private int requireLeft(long count) throws IOException {
        if (count < 0 || count > left()) {
            throw new IOException("MessagePack at byte " + position() + " is cut off: " + count
                    + " bytes are to follow, " + left() + " are left");
        }
        return (int) count;
    }
}
