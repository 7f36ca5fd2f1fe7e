package io.partd.parquet.encoding;

/** Byte strings within one array. {@link LittleEndian#SLACK} readable bytes follow each. */
public final class Slices {

    private final int[] starts;
    private final int[] lengths;
    private byte[] bytes = new byte[0];

    /** Makes room for a number of them. */
    public Slices(int capacity) {
        starts = new int[capacity];
        lengths = new int[capacity];
    }

    /** Sets the array that they all lie in. */
    void within(byte[] array) {
        bytes = array;
    }

    /** Returns the array that they all lie in. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns how many there is room for. */
    public int capacity() {
        return starts.length;
    }

    /** Returns where each begins; it is this object's own array. */
    public int[] starts() {
        return starts;
    }

    /** Returns the length of each; it is this object's own array. */
    public int[] lengths() {
        return lengths;
    }
}
