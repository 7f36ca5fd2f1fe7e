package io.partd.redis.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.CorruptDataException;
import io.partd.redis.layout.Bucket;
import io.partd.redis.wire.Answer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A value as of one moment: its bytes, or where they are. Immutable. */
public final class StoredValue {

    private static final byte[] NONE = new byte[0];

    private final Bucket bucket;
    private final String key;
    private final byte[] bytes;
    private final String generation;
    private final long[] starts;
    private final long length;
    private final byte[] reader;

    private StoredValue(
            Bucket bucket, String key, byte[] bytes, String generation, long[] starts, long length, byte[] reader) {
        this.bucket = bucket;
        this.key = key;
        this.bytes = bytes;
        this.generation = generation;
        this.starts = starts;
        this.length = length;
        this.reader = reader;
    }

    Bucket bucket() {
        return bucket;
    }

    public String key() {
        return key;
    }

    /** Returns all bytes; none if there are pieces. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns what names the pieces. */
    public String generation() {
        return generation;
    }

    /** Returns how many bytes the value has. */
    long length() {
        return length;
    }

    /** Returns whom its pieces are held for. */
    byte[] reader() {
        return reader;
    }

    /** Returns how many pieces there are. */
    int pieces() {
        return starts.length;
    }

    /** Returns where a piece begins in the value. */
    long startOf(int piece) {
        return starts[piece];
    }

    /**
     * Reads what the script has found at a key.
     *
     * @param reader whom its pieces are held for
     */
    static StoredValue of(Bucket bucket, String key, Object found, byte[] reader) throws CorruptDataException {
        if (found instanceof byte[] bytes) {
            return new StoredValue(bucket, key, bytes, "", new long[0], bytes.length, reader);
        }
        if (!(found instanceof List<?> fields) || fields.size() % 2 != 0) {
            throw new CorruptDataException("what is stored for key '" + key + "' is no value");
        }
        Map<Long, Long> starts = new HashMap<>();
        String generation = "";
        long pieces = -1;
        long length = -1;
        for (int i = 0; i < fields.size(); i += 2) {
            if (!(fields.get(i) instanceof byte[] nameBytes) || !(fields.get(i + 1) instanceof byte[] value)) {
                throw new CorruptDataException("the table of key '" + key + "' is none");
            }
            String name = new String(nameBytes, UTF_8);
            switch (name) {
                case "generation" -> generation = new String(value, UTF_8);
                case "pieces" -> pieces = Answer.parse(value);
                case "length" -> length = Answer.parse(value);
                case "last" -> {}
                default -> starts.put(Answer.parse(nameBytes), Answer.parse(value));
            }
        }
        return of(bucket, key, generation, starts, pieces, length, reader);
    }

    private static StoredValue of(
            Bucket bucket,
            String key,
            String generation,
            Map<Long, Long> starts,
            long pieces,
            long length,
            byte[] reader)
            throws CorruptDataException {
        long[] table = new long[starts.size()];
        long before = -1;
        for (int i = 0; i < table.length; i++) {
            Long start = starts.get((long) i);
            if (start == null || start <= before || start >= length) {
                throw new CorruptDataException("the table of key '" + key + "' does not name its piece " + i);
            }
            table[i] = start;
            before = start;
        }
        if (table.length == 0 || table.length != pieces || table[0] != 0) {
            throw new CorruptDataException(
                    "the table of key '" + key + "' has " + table.length + " pieces instead of " + pieces);
        }
        return new StoredValue(bucket, key, NONE, generation, table, length, reader);
    }

    /** Tells whether the bytes are still to be read. */
    public boolean hasPieces() {
        return starts.length > 0;
    }

    /** Returns the number of the piece with a byte. */
    int pieceOf(long position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }

    /** Returns where a piece ends. */
    long endOf(int piece) {
        return piece + 1 < starts.length ? starts[piece + 1] : length;
    }
}
