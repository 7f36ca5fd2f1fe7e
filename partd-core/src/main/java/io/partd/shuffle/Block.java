package io.partd.shuffle;

/** Whole records of one source, in an array from index 0. Threads pass it on and never share it. */
final class Block {

    private final byte[] bytes;
    private int length;
    private int sourceIndex;

    Block(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns the number of bytes of records that fit. */
    int capacity() {
        return bytes.length - RecordFormat.PADDING;
    }

    int length() {
        return length;
    }

    /** Returns the index of the source that the records are from. */
    int sourceIndex() {
        return sourceIndex;
    }

    void setRecords(int byteCount, int ofSource) {
        length = byteCount;
        sourceIndex = ofSource;
    }
}
