package io.partd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Appends a stream to a key, block by block. */
final class BlockAppender {

    private static final long LARGEST = 1L << 30;

    private final Store store;
    private final String key;
    private final int block;
    private long stored;

    BlockAppender(Store store, String key, ByteSize block) {
        this.store = store;
        this.key = Objects.requireNonNull(key, "key");
        if (block.bytes() == 0) {
            throw new IllegalArgumentException("a block of 0 bytes; it must have at least 1");
        }
        this.block = (int) Math.min(block.bytes(), LARGEST);
    }

    /** Appends the rest of a stream; returns the number of bytes appended. */
    long append(InputStream in) throws IOException {
        Objects.requireNonNull(in, "in");
        try {
            byte[] next;
            do {
                next = in.readNBytes(block);
                // Append an empty stream too, so that the store checks the key and that it is open.
                if (next.length > 0 || stored == 0) {
                    store.appendBuffers(Map.of(key, List.of(ByteBuffer.wrap(next))));
                }
                stored += next.length;
            } while (next.length == block);
            return stored;
        } catch (IOException e) {
            throw stored == 0 ? e : failed(e);
        }
    }

    private IOException failed(IOException cause) {
        String before = "key '" + key + "': the first " + stored + " bytes of the stream are appended, ";
        if (cause instanceof OutcomeUnknownException unknown) {
            return new OutcomeUnknownException(
                    before + "and the block after them may be: " + cause.getMessage(),
                    unknown.acknowledged(),
                    unknown.unknown(),
                    cause);
        }
        return new PartlyAppendedException(before + "the rest is not: " + cause.getMessage(), key, stored, cause);
    }
}
