package io.partd.buffer;

import io.partd.internal.Chunks;
import io.partd.internal.Keys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The argument of one append, checked, with its sizes. */
record Batch(List<Piece> pieces) {

    /** What is added to one key. */
    record Piece(String key, List<ByteBuffer> buffers, long length) {}

    static Batch of(Map<String, ? extends List<ByteBuffer>> map) throws IOException {
        List<Piece> pieces = new ArrayList<>(map.size());
        for (Map.Entry<String, ? extends List<ByteBuffer>> entry : map.entrySet()) {
            Keys.check(entry.getKey());
            List<ByteBuffer> buffers = entry.getValue();
            for (ByteBuffer buffer : buffers) {
                Objects.requireNonNull(buffer, "buffer");
            }
            pieces.add(new Piece(entry.getKey(), buffers, Chunks.remaining(buffers)));
        }
        return new Batch(pieces);
    }

    static Batch ofValues(Map<String, ? extends byte[]> map) throws IOException {
        List<Piece> pieces = new ArrayList<>(map.size());
        for (Map.Entry<String, ? extends byte[]> entry : map.entrySet()) {
            Keys.check(entry.getKey());
            byte[] value = entry.getValue();
            pieces.add(new Piece(entry.getKey(), List.of(ByteBuffer.wrap(value)), value.length));
        }
        return new Batch(pieces);
    }

    List<String> keys() {
        return pieces.stream().map(Piece::key).toList();
    }

    /** Returns the batch with bytes in front of what it adds to their keys. */
    Map<String, List<ByteBuffer>> after(Map<String, List<ByteBuffer>> earlier) {
        Map<String, List<ByteBuffer>> joined = new LinkedHashMap<>();
        for (Piece piece : pieces) {
            List<ByteBuffer> buffers = new ArrayList<>(earlier.getOrDefault(piece.key(), List.of()));
            buffers.addAll(piece.buffers());
            joined.put(piece.key(), buffers);
        }
        return joined;
    }
}
