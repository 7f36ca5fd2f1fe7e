package io.partd.parquet.write;

import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of a column chunk's values until it ends and the size of its Bloom filter is known: in memory or spilled,
 * as its pages are.
 */
final class BloomFilterBuilder {

    private static final XXHash64 XXHASH = XXHashFactory.safeInstance().hash64();

    /** The bits of a number's fraction if it is a floating point number, else 0. */
    private final int fraction;

    /** The bytes of a value in the plain layout, or 0 where a length is in front of each. */
    private final int width;

    private final List<byte[]> hashes = new ArrayList<>(0);
    private final List<SpillFile.Extent> spilled = new ArrayList<>(0);
    private long count;
    private long memory;

    BloomFilterBuilder(SchemaElement column) {
        width = switch (column.type) {
            case BOOLEAN, BYTE_ARRAY -> 0;
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> Long.BYTES + Integer.BYTES;
            case FIXED_LEN_BYTE_ARRAY -> column.type_length;
        };
        boolean half = column.logicalType != null && column.logicalType.getSetField() == LogicalType._Fields.FLOAT16;
        fraction = switch (column.type) {
            case FLOAT -> 23;
            case DOUBLE -> 52;
            default -> half ? 10 : 0;
        };
    }

    /** Adds the values of a page or a dictionary in the plain layout, which are so many at most. */
    void add(byte[] plain, int from, int end, int most) {
        byte[] page = new byte[Long.BYTES * (fraction > 0 ? 2 * most : most)];
        int size = 0;
        int at = from;
        while (at < end) {
            int length = width > 0 ? width : LittleEndian.getInt(plain, at);
            at += width > 0 ? 0 : Integer.BYTES;
            LittleEndian.putLong(page, size, XXHASH.hash(plain, at, length, 0));
            size += Long.BYTES;
            byte[] equal = fraction > 0 ? equal(plain, at) : null;
            if (equal != null) {
                LittleEndian.putLong(page, size, XXHASH.hash(equal, 0, length, 0));
                size += Long.BYTES;
            }
            at += length;
        }
        hashes.add(size == page.length ? page : Arrays.copyOf(page, size));
        count += size / Long.BYTES;
        memory += size;
    }

    /**
     * Returns what readers may look for if a floating point number is zero or NaN: the other zero, or the NaN that Java
     * and C have. Returns null if it is another number.
     */
    private byte @Nullable [] equal(byte[] plain, int at) {
        long sign = 1L << (Byte.SIZE * width - 1);
        long infinity = sign - (1L << fraction);
        long bits = LittleEndian.getLong(plain, at) & (sign | (sign - 1));
        long magnitude = bits & ~sign;
        if (magnitude > 0 && magnitude <= infinity) {
            return null;
        }
        byte[] equal = new byte[Long.BYTES];
        LittleEndian.putLong(equal, 0, magnitude == 0 ? bits ^ sign : infinity | (1L << (fraction - 1)));
        return equal;
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return memory;
    }

    /** Moves the hashes to a file. */
    void spill(SpillFile file) throws IOException {
        if (!hashes.isEmpty()) {
            spilled.add(file.add(hashes));
            hashes.clear();
            memory = 0;
        }
    }

    /** Returns the filter as a file has it. */
    byte[] filter(@Nullable SpillFile file) throws IOException {
        BloomFilter filter = new BloomFilter(count);
        if (file != null) {
            for (SpillFile.Extent extent : spilled) {
                file.read(extent, (bytes, length) -> addAll(bytes, length, filter));
            }
        }
        for (byte[] page : hashes) {
            addAll(page, page.length, filter);
        }
        filter.fold();
        return filter.bytes();
    }

    private static void addAll(byte[] page, int length, BloomFilter to) {
        for (int at = 0; at < length; at += Long.BYTES) {
            to.add(LittleEndian.getLong(page, at));
        }
    }
}
