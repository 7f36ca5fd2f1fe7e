package io.partd.redis.change;

import io.partd.redis.layout.Bucket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a batch adds to one bucket. */
public final class Part {

    private final Bucket bucket;
    private final List<String> keys = new ArrayList<>();
    private final List<byte[]> names = new ArrayList<>();
    private final List<List<ByteBuffer>> buffers = new ArrayList<>();
    private long bytes;

    Part(Bucket bucket) {
        this.bucket = bucket;
    }

    void add(String key, byte[] name, List<ByteBuffer> added, long length) {
        keys.add(key);
        names.add(name);
        buffers.add(added);
        bytes += length;
    }

    Bucket bucket() {
        return bucket;
    }

    List<String> keys() {
        return keys;
    }

    List<byte[]> names() {
        return names;
    }

    long bytes() {
        return bytes;
    }

    List<ByteBuffer> buffers(int index) {
        return buffers.get(index);
    }

    /** Returns how many bytes there are for a key. */
    long length(int index) {
        long length = 0;
        for (ByteBuffer buffer : buffers.get(index)) {
            length += buffer.remaining();
        }
        return length;
    }

    /** Returns the bytes for a key as one array; the caller's own one if they are all of it. */
    byte[] array(int index) {
        List<ByteBuffer> all = buffers.get(index);
        if (all.size() == 1) {
            ByteBuffer one = all.get(0);
            if (one.hasArray() && one.arrayOffset() == 0 && one.remaining() == one.array().length) {
                return one.array();
            }
        }
        return copy(index);
    }

    /** Returns a copy of the bytes for a key. */
    byte[] copy(int index) {
        List<ByteBuffer> all = buffers.get(index);
        int length = 0;
        for (ByteBuffer each : all) {
            length += each.remaining();
        }
        byte[] copy = new byte[length];
        int at = 0;
        for (ByteBuffer each : all) {
            each.get(each.position(), copy, at, each.remaining());
            at += each.remaining();
        }
        return copy;
    }
}
