package io.partd.shuffle;

import io.partd.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where added rows meet those that a partition has.
 *
 * @param skipped how many bytes to leave out of what is added, the header
 * @param lineEnd what the present last row lacks
 */
public record Joint(int skipped, String lineEnd) {

    /** The joint with a partition that has nothing. */
    public static final Joint WITH_NOTHING = new Joint(0, "");

    /**
     * Returns the joint with what a store has for a key.
     *
     * @throws IOException if that has another header
     */
    public static Joint of(RecordFormat format, HeaderLine added, Store store, String key) throws IOException {
        long size = store.size(key);
        if (size == 0) {
            return WITH_NOTHING;
        }
        HeaderLine present;
        try (InputStream in = store.open(key)) {
            present = added.readPresent(format, in, key);
        }
        try (InputStream in = store.open(key)) {
            in.skipNBytes(size - 1);
            return of(added, present, "key '" + key + "' of " + store, in.read());
        }
    }

    /**
     * Returns the joint of two partitions with headers.
     *
     * @param place what the present partition is called
     * @param last the present partition's last byte
     * @throws IOException if the headers differ
     */
    public static Joint of(HeaderLine added, HeaderLine present, String place, int last) throws IOException {
        requireSame(added, present, place);
        return new Joint(added.length(), last == '\n' ? "" : present.lineEnd());
    }

    /** Returns added rows as they go on after those that are there; none if there is nothing but the header. */
    List<ByteBuffer> join(List<ByteBuffer> added) {
        List<ByteBuffer> joined = new ArrayList<>();
        int left = skipped;
        for (ByteBuffer buffer : added) {
            ByteBuffer rest = buffer.duplicate();
            int leftOut = Math.min(left, rest.remaining());
            rest.position(rest.position() + leftOut);
            left -= leftOut;
            if (rest.hasRemaining()) {
                joined.add(rest);
            }
        }
        if (!joined.isEmpty() && !lineEnd.isEmpty()) {
            joined.add(0, StandardCharsets.US_ASCII.encode(lineEnd));
        }
        return joined;
    }

    /**
     * Checks that two partitions' headers are the same but for line ends around them.
     *
     * @throws IOException if they are not
     */
    public static void requireSame(HeaderLine added, HeaderLine present, String place) throws IOException {
        if (!added.isLike(present)) {
            throw new IOException(place + " has the header '" + present + "', and the rows to append '" + added + "'");
        }
    }
}
