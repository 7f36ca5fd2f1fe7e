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
record Batch(List<? extends Piece> pieces) {

    /** What is added to one key. */
    abstract static class Piece {

        final String key;
        final long length;

        private Piece(String key, long length) {
            this.key = key;
            this.length = length;
        }

        abstract void appendTo(Chunks chunks);

        abstract List<ByteBuffer> buffers();
    }

    private static final class ArrayPiece extends Piece {

        private final byte[] bytes;

        private ArrayPiece(String key, byte[] bytes) {
            super(key, bytes.length);
            this.bytes = bytes;
        }

        @Override
        void appendTo(Chunks chunks) {
            chunks.append(bytes);
        }

        @Override
        List<ByteBuffer> buffers() {
            return List.of(ByteBuffer.wrap(bytes));
        }
    }

    private static final class BufferPiece extends Piece {

        private final List<ByteBuffer> buffers;

        private BufferPiece(String key, List<ByteBuffer> buffers) {
            super(key, Chunks.remaining(buffers));
            this.buffers = buffers;
        }

        @Override
        void appendTo(Chunks chunks) {
            chunks.append(buffers);
        }

        @Override
        List<ByteBuffer> buffers() {
            return buffers;
        }
    }

    static Batch of(Map<String, ? extends List<ByteBuffer>> map) throws IOException {
        List<BufferPiece> pieces = new ArrayList<>(map.size());
        for (Map.Entry<String, ? extends List<ByteBuffer>> entry : map.entrySet()) {
            Keys.check(entry.getKey());
            for (ByteBuffer buffer : entry.getValue()) {
                Objects.requireNonNull(buffer, "buffer");
            }
            pieces.add(new BufferPiece(entry.getKey(), entry.getValue()));
        }
        return new Batch(pieces);
    }

    static Batch ofValues(Map<String, ? extends byte[]> map) throws IOException {
        List<ArrayPiece> pieces = new ArrayList<>(map.size());
        for (Map.Entry<String, ? extends byte[]> entry : map.entrySet()) {
            Keys.check(entry.getKey());
            pieces.add(new ArrayPiece(entry.getKey(), entry.getValue()));
        }
        return new Batch(pieces);
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>(pieces.size());
        for (Piece piece : pieces) {
            keys.add(piece.key);
        }
        return keys;
    }

    /** Returns the batch with bytes in front of what it adds to their keys. */
    Map<String, List<ByteBuffer>> after(Map<String, List<ByteBuffer>> earlier) {
        Map<String, List<ByteBuffer>> joined = new LinkedHashMap<>();
        for (Piece piece : pieces) {
            List<ByteBuffer> buffers = new ArrayList<>(earlier.getOrDefault(piece.key, List.of()));
            buffers.addAll(piece.buffers());
            joined.put(piece.key, buffers);
        }
        return joined;
    }
}
