package io.partd.parquet.write;

import org.apache.arrow.memory.ArrowBuf;

/**
 * Addresses of Arrow's memory, which is read without a look at bounds: they are looked at here, once for many values.
 */
final class Memory {

    private Memory() {}

    /**
     * Returns where a buffer begins.
     *
     * @param width how many bytes each value has
     * @throws IndexOutOfBoundsException if an index is beyond its end
     */
    static long address(ArrowBuf buffer, int[] indices, int from, int count, int width) {
        int largest = 0;
        int all = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, indices[i]);
            all |= indices[i];
        }
        if (count > 0 && (all < 0 || (largest + 1L) * width > buffer.capacity())) {
            throw new IndexOutOfBoundsException(
                    "the value " + largest + " of " + width + " bytes in a buffer of " + buffer.capacity());
        }
        return buffer.memoryAddress();
    }
}
