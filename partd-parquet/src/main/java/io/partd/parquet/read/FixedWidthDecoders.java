package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.ByteArrayDecoder;
import io.partd.parquet.encoding.ByteStreamSplitDecoder;
import io.partd.parquet.encoding.DeltaBinaryPackedDecoder;
import io.partd.parquet.encoding.DeltaByteArrayDecoder;
import io.partd.parquet.encoding.FixedDictionary;
import io.partd.parquet.encoding.FixedWidthDecoder;
import io.partd.parquet.encoding.LittleEndian;
import io.partd.parquet.encoding.PlainBooleanDecoder;
import io.partd.parquet.encoding.PlainByteArrayDecoder;
import io.partd.parquet.encoding.PlainFixedDecoder;
import io.partd.parquet.encoding.RleBitPackedDecoder;
import io.partd.parquet.encoding.Slices;
import java.io.IOException;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** Decoders of a column whose values all have the same width in Arrow. */
final class FixedWidthDecoders implements ValueDecoders {

    /** So many values, or bytes, are converted at a time. */
    private static final int STRINGS = 256;

    private static final int BYTES = 1 << 13;

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
                ? decimals(new PlainByteArrayDecoder(bytes, 0, size))
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
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> dictionary().decoder(page.data(), page.from(), page.end());
            default -> type == Type.BYTE_ARRAY ? decimals(binary.decoder(page)) : converted(plain(page));
        };
    }

    /** Makes Arrow's decimals of byte strings, which may each have another length. */
    private FixedWidthDecoder decimals(ByteArrayDecoder strings) {
        Slices slices = new Slices(STRINGS);
        return (out, from, count) -> {
            int done = 0;
            while (done < count) {
                int n = strings.read(slices, Math.min(STRINGS, count - done));
                for (int i = 0; i < n; i++) {
                    int at = from + (done + i) * width;
                    ValueConverter.decimal(slices.bytes(), slices.starts()[i], slices.lengths()[i], out, at, width);
                }
                done += n;
            }
        };
    }

    private FixedWidthDecoder converted(FixedWidthDecoder plain) {
        ValueConverter present = converter;
        if (present == null) {
            return plain;
        }
        int step = Math.max(1, BYTES / stored);
        byte[] values = new byte[step * stored + LittleEndian.SLACK];
        return (out, from, count) -> {
            int to = from;
            for (int left = count; left > 0; left -= step) {
                int n = Math.min(left, step);
                plain.read(values, 0, n);
                present.convert(values, n, out, to);
                to += n * width;
            }
        };
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
                    return RleBitPackedDecoder.withLength(data, from, end, 1)::read;
                }
            }
            case DELTA_BINARY_PACKED -> {
                if (integers) {
                    return DeltaBinaryPackedDecoder.ofWidth(data, from, end, stored);
                }
            }
            case DELTA_BYTE_ARRAY -> {
                if (bytes) {
                    return FixedWidthDecoder.of(new DeltaByteArrayDecoder(data, from, end), stored);
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
