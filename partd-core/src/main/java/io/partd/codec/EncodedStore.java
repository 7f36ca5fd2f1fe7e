package io.partd.codec;

import io.partd.ForwardingStore;
import io.partd.LazyStream;
import io.partd.Store;
import io.partd.internal.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A store of bytes over a store of bytes, in which each appended piece is one encoded frame. */
final class EncodedStore extends ForwardingStore {

    private static final int LARGEST_PIECE = 1 << 30;

    private final ByteCodec codec;
    private final int largestPiece;
    private final DecodedValues<byte[]> values;

    EncodedStore(ByteCodec codec, Store store) {
        this(codec, store, LARGEST_PIECE);
    }

    EncodedStore(ByteCodec codec, Store store, int largestPiece) {
        super(Objects.requireNonNull(store, "store"));
        this.codec = codec;
        this.largestPiece = largestPiece;
        values = new DecodedValues<>(store, this::decoded);
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        Map<String, List<ByteBuffer>> frames = new LinkedHashMap<>();
        for (Map.Entry<String, ? extends List<ByteBuffer>> entry : batch.entrySet()) {
            frames.put(entry.getKey(), encoded(entry.getValue()));
        }
        store().appendBuffers(frames);
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        return values.get(keys);
    }

    @Override
    public InputStream open(String key) throws IOException {
        return new DecodedInputStream(new Frames(key, store().open(key)), codec);
    }

    @Override
    public Stream<byte[]> stream(String key) throws IOException {
        Frames frames = new Frames(key, store().open(key));
        return LazyStream.of(() -> frames.next(codec::decode), frames).filter(piece -> piece.length > 0);
    }

    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        return values.pop(keys);
    }

    @Override
    protected Store over(Store handle) {
        return new EncodedStore(codec, handle, largestPiece);
    }

    /** Returns this store: the bytes as they are stored are not what it reads and writes. */
    @Override
    public Store raw() {
        return this;
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        return store().iset(key, Frames.joined(encoded(List.of(ByteBuffer.wrap(value)))));
    }

    @Override
    public String toString() {
        return codec + "(" + store() + ")";
    }

    /** Encodes what remains in the buffers as one piece, or as several if it is larger than a piece may be. */
    private List<ByteBuffer> encoded(List<ByteBuffer> buffers) throws IOException {
        List<ByteBuffer> rest = new ArrayList<>(buffers.size());
        long left = 0;
        for (ByteBuffer buffer : buffers) {
            rest.add(buffer.duplicate());
            left += buffer.remaining();
        }
        List<ByteBuffer> frames = new ArrayList<>();
        while (left > 0) {
            int length = (int) Math.min(left, largestPiece);
            frames.addAll(Frames.of(codec.encode(take(rest, length))));
            left -= length;
        }
        return frames;
    }

    /**
     * Takes a number of bytes from the buffers. Does not copy them if they are one whole array, because codecs neither
     * change nor keep it.
     */
    private static byte[] take(List<ByteBuffer> rest, int length) {
        ByteBuffer first = rest.get(0);
        if (rest.size() == 1 && first.hasArray() && first.arrayOffset() == 0 && first.array().length == length) {
            return first.array();
        }
        byte[] piece = new byte[length];
        int at = 0;
        for (ByteBuffer buffer : rest) {
            int count = Math.min(buffer.remaining(), length - at);
            buffer.get(piece, at, count);
            at += count;
        }
        return piece;
    }

    private byte[] decoded(String key, byte[] stored) throws IOException {
        Frames frames = new Frames(key, new ByteArrayInputStream(stored));
        List<byte[]> pieces = new ArrayList<>();
        long length = 0;
        for (byte[] piece = frames.next(codec::decode); piece != null; piece = frames.next(codec::decode)) {
            pieces.add(piece);
            length += piece.length;
        }
        if (pieces.size() == 1) {
            return pieces.get(0);
        }
        Bytes.requireArray(length, key);
        byte[] value = new byte[(int) length];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, value, at, piece.length);
            at += piece.length;
        }
        return value;
    }
}
