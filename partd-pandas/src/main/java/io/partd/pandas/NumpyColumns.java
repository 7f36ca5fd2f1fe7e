package io.partd.pandas;

import io.partd.codecs.numpy.DType;
import io.partd.codecs.numpy.Kind;
import io.partd.codecs.numpy.NumpyArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes columns of NumPy's arrays. */
final class NumpyColumns {

    private NumpyColumns() {}

    /** Reads the text of a type. */
    static DType dtype(String text) throws IOException {
        try {
            return DType.of(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Makes a column of an array. */
    static Column of(NumpyArray array, MemoryBudget memory) throws IOException {
        if (array.dtype().kind() == Kind.OBJECT) {
            return ObjectColumns.of(array.toObjects(), memory);
        }
        return of(array.dtype(), array.buffer(), memory);
    }

    /**
     * Makes a column of bytes, without objects.
     *
     * @param bytes whole elements, in the order that the type names
     */
    static Column of(DType dtype, ByteBuffer bytes, MemoryBudget memory) throws IOException {
        int size = dtype.itemSize();
        return switch (dtype.kind()) {
            case BOOL -> new FixedColumn(ColumnType.BOOLEAN, 1, bytes, new BitSet());
            case INTEGER, UNSIGNED ->
                new FixedColumn(
                        ColumnType.ofInteger(Byte.SIZE * size, dtype.kind() == Kind.INTEGER),
                        size,
                        little(dtype, bytes, memory),
                        new BitSet());
            case FLOAT -> {
                if (size > Double.BYTES) {
                    throw notRead(dtype, "C's long doubles");
                }
                yield new FixedColumn(
                        ColumnType.ofFloat(Byte.SIZE * size), size, little(dtype, bytes, memory), new BitSet());
            }
            case DATETIME, TIMEDELTA -> times(dtype, little(dtype, bytes, memory));
            case UNICODE -> {
                List<@Nullable Object> texts = new ArrayList<>();
                Collections.addAll(texts, array(dtype, bytes, memory).toStrings());
                yield ObjectColumns.of(texts, memory);
            }
            case BYTES -> {
                List<@Nullable Object> values = new ArrayList<>();
                values.addAll(Arrays.asList(array(dtype, bytes, memory).toByteStrings()));
                yield ObjectColumns.of(values, memory);
            }
            case COMPLEX -> throw notRead(dtype, "complex numbers");
            case VOID -> throw notRead(dtype, "records");
            case OBJECT -> throw notRead(dtype, "objects without a list of them");
        };
    }

    private static IOException notRead(DType dtype, String what) {
        return new IOException("elements of " + dtype + " are " + what + ", for which Arrow has no type");
    }

    private static NumpyArray array(DType dtype, ByteBuffer bytes, MemoryBudget memory) throws IOException {
        byte[] copy = new byte[memory.take(bytes.remaining())];
        bytes.duplicate().get(copy);
        try {
            return NumpyArray.ofBytes(dtype, copy);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Column times(DType dtype, ByteBuffer values) throws IOException {
        Units.Scaled scaled = Units.ofNumpy(dtype.unit());
        if (scaled == null) {
            throw notRead(dtype, "times in a unit");
        }
        ColumnType type = dtype.kind() == Kind.DATETIME
                ? ColumnType.ofTimestamp(scaled.unit(), null)
                : ColumnType.ofDuration(scaled.unit());
        if (scaled.factor() == 1) {
            return FixedColumn.ofTimes(type, values);
        }
        ByteBuffer in = values.slice().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(in.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long value = in.getLong();
            out.putLong(value == Long.MIN_VALUE ? value : Units.scaled(value, scaled.factor(), type));
        }
        return FixedColumn.ofTimes(type, out.flip());
    }

    private static ByteBuffer little(DType dtype, ByteBuffer bytes, MemoryBudget memory) throws IOException {
        if (dtype.order().equals(ByteOrder.LITTLE_ENDIAN)) {
            return bytes;
        }
        int size = dtype.itemSize();
        byte[] swapped = new byte[memory.take(bytes.remaining())];
        for (int i = 0; i < swapped.length; i++) {
            swapped[i] = bytes.get(bytes.position() + i / size * size + size - 1 - i % size);
        }
        return ByteBuffer.wrap(swapped);
    }
}
