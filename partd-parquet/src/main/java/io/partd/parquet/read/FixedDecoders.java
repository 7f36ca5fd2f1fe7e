package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.DeltaBinary;
import io.partd.parquet.encoding.DeltaBinaryFixed;
import io.partd.parquet.encoding.DeltaFixed;
import io.partd.parquet.encoding.DictionaryFixed;
import io.partd.parquet.encoding.FixedDecoder;
import io.partd.parquet.encoding.FixedDictionary;
import io.partd.parquet.encoding.HybridBooleans;
import io.partd.parquet.encoding.PlainBinary;
import io.partd.parquet.encoding.PlainBooleans;
import io.partd.parquet.encoding.PlainFixed;
import io.partd.parquet.encoding.SplitBytes;
import java.io.IOException;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** Decoders of a column whose values all have the same width in Arrow. */
final class FixedDecoders implements ValueDecoders {

    private final Type type;
    private final int stored;
    private final int width;
    private final @Nullable Conversion conversion;
    private final BinaryDecoders binary = new BinaryDecoders();
    private @Nullable FixedDictionary dictionary;

    /**
     * Of a column.
     *
     * @param width the bytes of a value in Arrow, 1 for a boolean
     * @param conversion to Arrow's values, or null if they are the same; not used for byte strings of any length
     */
    FixedDecoders(SchemaElement column, int width, @Nullable Conversion conversion) {
        this.type = column.type;
        this.stored = storedWidth(column);
        this.width = width;
        this.conversion = conversion;
    }

    private static int storedWidth(SchemaElement column) {
        return switch (column.type) {
            case BOOLEAN -> 1;
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> column.type_length;
            case BYTE_ARRAY -> 0;
        };
    }

    int width() {
        return width;
    }

    @Override
    public void reset() {
        dictionary = null;
    }

    @Override
    public void dictionary(byte[] bytes, int size, int count) throws IOException {
        int smallest = type == Type.BYTE_ARRAY ? Integer.BYTES : stored;
        if (type == Type.BOOLEAN || count < 0 || count > size / smallest) {
            throw new CorruptDataException(
                    "a dictionary of " + count + " values of " + type + " in " + size + " bytes");
        }
        FixedDecoder plain = type == Type.BYTE_ARRAY
                ? new BinaryDecimals(new PlainBinary(bytes, 0, size), width)
                : converted(new PlainFixed(bytes, 0, size, stored));
        byte[] values = new byte[Math.multiplyExact(count, width)];
        plain.read(values, 0, count);
        dictionary = new FixedDictionary(values, width, count);
    }

    /** Returns the row group's dictionary. */
    FixedDictionary dictionary() throws CorruptDataException {
        if (dictionary == null) {
            throw new CorruptDataException("a page needs a dictionary, and there is none");
        }
        return dictionary;
    }

    FixedDecoder decoder(Page page) throws CorruptDataException {
        return switch (page.encoding()) {
            case PLAIN_DICTIONARY, RLE_DICTIONARY ->
                new DictionaryFixed(dictionary(), page.data(), page.from(), page.end());
            default ->
                type == Type.BYTE_ARRAY ? new BinaryDecimals(binary.decoder(page), width) : converted(plain(page));
        };
    }

    private FixedDecoder converted(FixedDecoder plain) {
        return conversion == null ? plain : new Converted(plain, stored, conversion);
    }

    private FixedDecoder plain(Page page) throws CorruptDataException {
        byte[] data = page.data();
        int from = page.from();
        int end = page.end();
        boolean integers = type == Type.INT32 || type == Type.INT64;
        boolean bytes = type == Type.FIXED_LEN_BYTE_ARRAY;
        switch (page.encoding()) {
            case PLAIN -> {
                return type == Type.BOOLEAN
                        ? new PlainBooleans(data, from, end)
                        : new PlainFixed(data, from, end, stored);
            }
            case RLE -> {
                if (type == Type.BOOLEAN) {
                    return new HybridBooleans(data, from, end);
                }
            }
            case DELTA_BINARY_PACKED -> {
                if (integers) {
                    return new DeltaFixed(data, from, end, stored);
                }
            }
            case DELTA_BYTE_ARRAY -> {
                if (bytes) {
                    return new DeltaBinaryFixed(new DeltaBinary(data, from, end), stored);
                }
            }
            case BYTE_STREAM_SPLIT -> {
                if (type != Type.BOOLEAN && type != Type.INT96) {
                    return new SplitBytes(data, from, end, stored);
                }
            }
            default -> {}
        }
        throw new CorruptDataException("values of " + type + " encoded as " + page.encoding());
    }
}
