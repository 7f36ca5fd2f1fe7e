package io.partd.parquet.write;

import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;

/** The values of a batch's dictionary, copied, for any number of threads. */
sealed interface Entries {

    /** Returns how many there are. */
    int size();

    /** Returns how many bytes some have in the plain layout. */
    long plainSize(int[] indices, int count);

    /** Copies a vector of numbers or byte strings, none of them null. */
    static Entries of(FieldVector vector, VectorReader reader, Workspace workspace) throws IOException {
        return reader instanceof NumberVectorReader numbers
                ? Numbers.of(vector, numbers, workspace)
                : Strings.of(vector);
    }

    /**
     * Numbers.
     *
     * @param width bytes of one in the plain layout
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Numbers(long[] numbers, int width) implements Entries {

        private static Numbers of(FieldVector vector, NumberVectorReader reader, Workspace workspace)
                throws IOException {
            long[] all = new long[vector.getValueCount()];
            reader.all(vector, workspace, (numbers, first, count) -> {
                System.arraycopy(numbers, 0, all, first, count);
                return true;
            });
            return new Numbers(all, reader.stored());
        }

        @Override
        public int size() {
            return numbers.length;
        }

        @Override
        public long plainSize(int[] indices, int count) {
            return (long) width * count;
        }
    }

    /**
     * Byte strings of any length.
     *
     * @param bytes those of all
     * @param starts where each begins, and where the last one ends
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Strings(byte[] bytes, int[] starts) implements Entries {

        private static Strings of(FieldVector vector) {
            boolean large = vector instanceof LargeVarCharVector || vector instanceof LargeVarBinaryVector;
            int count = vector.getValueCount();
            int[] starts = new int[count + 1];
            if (count == 0) {
                return new Strings(new byte[LittleEndian.SLACK], starts);
            }
            ArrowBuf offsets = vector.getOffsetBuffer();
            long begin = large ? offsets.getLong(0) : offsets.getInt(0);
            for (int i = 0; i <= count; i++) {
                long offset = large ? offsets.getLong((long) i * Long.BYTES) : offsets.getInt((long) i * Integer.BYTES);
                starts[i] = Math.toIntExact(offset - begin);
            }
            byte[] bytes = new byte[Math.addExact(starts[count], LittleEndian.SLACK)];
            vector.getDataBuffer().getBytes(begin, bytes, 0, starts[count]);
            return new Strings(bytes, starts);
        }

        int start(int index) {
            return starts[index];
        }

        @Override
        public int size() {
            return starts.length - 1;
        }

        @Override
        public long plainSize(int[] indices, int count) {
            long size = (long) Integer.BYTES * count;
            for (int i = 0; i < count; i++) {
                size += length(indices[i]);
            }
            return size;
        }

        /** Returns how many bytes one has. */
        int length(int index) {
            return starts[index + 1] - starts[index];
        }
    }
}
