package io.partd.parquet.write;

import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;
import java.util.Arrays;
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

    private final SpillableBytes hashes = new SpillableBytes();
    private long count;

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
        return hashes.memory();
    }

    /** Moves the hashes to a file. */
    void spill(SpillFile file) throws IOException {
        hashes.spill(file);
    }

    /** Returns the filter as a file has it. */
    byte[] filter(@Nullable SpillFile file) throws IOException {
        BloomFilter filter = new BloomFilter(count);
        hashes.read(file, (bytes, length) -> addAll(bytes, length, filter));
        filter.fold();
        return filter.bytes();
    }

    private static void addAll(byte[] page, int length, BloomFilter to) {
        for (int at = 0; at < length; at += Long.BYTES) {
            to.add(LittleEndian.getLong(page, at));
        }
    }
}
