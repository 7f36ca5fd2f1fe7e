package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.ByteStreamSplitDecoder;
import io.partd.parquet.encoding.DeltaBinaryPackedFixedDecoder;
import io.partd.parquet.encoding.DeltaByteArrayDecoder;
import io.partd.parquet.encoding.DeltaFixedByteArrayDecoder;
import io.partd.parquet.encoding.DictionaryFixedDecoder;
import io.partd.parquet.encoding.FixedDictionary;
import io.partd.parquet.encoding.FixedWidthDecoder;
import io.partd.parquet.encoding.PlainBooleanDecoder;
import io.partd.parquet.encoding.PlainByteArrayDecoder;
import io.partd.parquet.encoding.PlainFixedDecoder;
import io.partd.parquet.encoding.RleBooleanDecoder;
import java.io.IOException;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** Decoders of a column whose values all have the same width in Arrow. */
final class FixedWidthDecoders implements ValueDecoders {

    private final Type type;
    private final int stored;
    private final int width;
    private final @Nullable ValueConverter converter;
    private final ByteArrayDecoders binary = new ByteArrayDecoders();
    private @Nullable FixedDictionary dictionary;

    /**
     * Of a column.
     *
     * @param width the bytes of a value in Arrow, 1 for a boolean
     * @param converter to Arrow's values, or null if they are the same; not used for byte strings of any length
     */
    FixedWidthDecoders(SchemaElement column, int width, @Nullable ValueConverter converter) {
        this.type = column.type;
        this.stored = storedWidth(column);
        this.width = width;
        this.converter = converter;
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
        FixedWidthDecoder plain = type == Type.BYTE_ARRAY
                ? new ByteArrayDecimalDecoder(new PlainByteArrayDecoder(bytes, 0, size), width)
                : converted(new PlainFixedDecoder(bytes, 0, size, stored));
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

    FixedWidthDecoder decoder(Page page) throws CorruptDataException {
        return switch (page.encoding()) {
            case PLAIN_DICTIONARY, RLE_DICTIONARY ->
                new DictionaryFixedDecoder(dictionary(), page.data(), page.from(), page.end());
            default ->
                type == Type.BYTE_ARRAY
                        ? new ByteArrayDecimalDecoder(binary.decoder(page), width)
                        : converted(plain(page));
        };
    }

    private FixedWidthDecoder converted(FixedWidthDecoder plain) {
        return converter == null ? plain : new ConvertingDecoder(plain, stored, converter);
    }

    private FixedWidthDecoder plain(Page page) throws CorruptDataException {
        byte[] data = page.data();
        int from = page.from();
        int end = page.end();
        boolean integers = type == Type.INT32 || type == Type.INT64;
        boolean bytes = type == Type.FIXED_LEN_BYTE_ARRAY;
        switch (page.encoding()) {
            case PLAIN -> {
                return type == Type.BOOLEAN
                        ? new PlainBooleanDecoder(data, from, end)
                        : new PlainFixedDecoder(data, from, end, stored);
            }
            case RLE -> {
                if (type == Type.BOOLEAN) {
                    return new RleBooleanDecoder(data, from, end);
                }
            }
            case DELTA_BINARY_PACKED -> {
                if (integers) {
                    return new DeltaBinaryPackedFixedDecoder(data, from, end, stored);
                }
            }
            case DELTA_BYTE_ARRAY -> {
                if (bytes) {
                    return new DeltaFixedByteArrayDecoder(new DeltaByteArrayDecoder(data, from, end), stored);
                }
            }
            case BYTE_STREAM_SPLIT -> {
                if (type != Type.BOOLEAN && type != Type.INT96) {
                    return new ByteStreamSplitDecoder(data, from, end, stored);
                }
            }
            default -> {}
        }
        throw new CorruptDataException("values of " + type + " encoded as " + page.encoding());
    }
}
