package io.partd.parquet.write;

import io.partd.parquet.encoding.LittleEndian;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;

/** The byte strings of a batch's dictionary, and what they have become in that of a row group. */
final class Entries {

    static final int UNKNOWN = -1;

    private final byte[] bytes;
    private final int[] starts;
    private final int[] ids;
    private long generation = UNKNOWN;

    private Entries(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
        this.ids = new int[starts.length - 1];
    }

    /** Copies a vector of byte strings, none of them null. */
    static Entries of(FieldVector vector) {
        boolean large = vector instanceof LargeVarCharVector || vector instanceof LargeVarBinaryVector;
        int count = vector.getValueCount();
        int[] starts = new int[count + 1];
        if (count == 0) {
            return new Entries(new byte[LittleEndian.SLACK], starts);
        }
        ArrowBuf offsets = vector.getOffsetBuffer();
        long begin = large ? offsets.getLong(0) : offsets.getInt(0);
        for (int i = 0; i <= count; i++) {
            long offset = large ? offsets.getLong((long) i * Long.BYTES) : offsets.getInt((long) i * Integer.BYTES);
            starts[i] = Math.toIntExact(offset - begin);
        }
        byte[] bytes = new byte[Math.addExact(starts[count], LittleEndian.SLACK)];
        vector.getDataBuffer().getBytes(begin, bytes, 0, starts[count]);
        return new Entries(bytes, starts);
    }

    int size() {
        return ids.length;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int index) {
        return starts[index];
    }

    int length(int index) {
        return starts[index + 1] - starts[index];
    }

    /** Returns the length of the longest. */
    int longest() {
        int longest = 0;
        for (int i = 0; i < ids.length; i++) {
            longest = Math.max(longest, length(i));
        }
        return longest;
    }

    /** Returns the places in a dictionary of that generation, each {@link #UNKNOWN} until it is set. */
    int[] ids(long ofGeneration) {
        if (generation != ofGeneration) {
            Arrays.fill(ids, UNKNOWN);
            generation = ofGeneration;
        }
        return ids;
    }
}
