package io.partd.shuffle;

/** Some whole records of one source, from index 0 of an array. Handed from thread to thread, never shared. */
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

    /** Returns how many bytes of records fit. */
    int capacity() {
        return bytes.length - RecordFormat.PADDING;
    }

    int length() {
        return length;
    }

    /** Returns which of the shuffle's sources the records are from. */
    int sourceIndex() {
        return sourceIndex;
    }

    void setRecords(int byteCount, int ofSource) {
        length = byteCount;
        sourceIndex = ofSource;
    }
}
