package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.ByteArrayDecoder;
import io.partd.parquet.encoding.DeltaByteArrayDecoder;
import io.partd.parquet.encoding.DeltaLengthByteArrayDecoder;
import io.partd.parquet.encoding.DictionaryByteArrayDecoder;
import io.partd.parquet.encoding.PlainByteArrayDecoder;
import io.partd.parquet.encoding.Slices;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decoders of a column of byte strings. */
final class ByteArrayDecoders implements ValueDecoders {

    private @Nullable Slices dictionary;
    private int longest;

    @Override
    public void reset() {
        dictionary = null;
        longest = 0;
    }

    @Override
    public void dictionary(byte[] bytes, int size, int count) throws CorruptDataException {
        if (count < 0 || count > size / Integer.BYTES) {
            throw new CorruptDataException("a dictionary of " + count + " values in " + size + " bytes");
        }
        Slices values = new Slices(count);
        new PlainByteArrayDecoder(bytes, 0, size).read(values, count);
        dictionary = values;
        longest = Arrays.stream(values.lengths()).max().orElse(0);
    }

    /** Returns how many bytes a value of a page has: at most if all are in the dictionary, else on average. */
    long valueSize(Page page) {
        return switch (page.encoding()) {
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> longest;
            default -> (page.end() - page.from()) / Math.max(1, page.count());
        };
    }

    /** Returns the row group's dictionary. */
    Slices dictionary() throws CorruptDataException {
        if (dictionary == null) {
            throw new CorruptDataException("a page needs a dictionary, and there is none");
        }
        return dictionary;
    }

    ByteArrayDecoder decoder(Page page) throws CorruptDataException {
        return switch (page.encoding()) {
            case PLAIN -> new PlainByteArrayDecoder(page.data(), page.from(), page.end());
            case PLAIN_DICTIONARY, RLE_DICTIONARY ->
                new DictionaryByteArrayDecoder(dictionary(), page.data(), page.from(), page.end());
            case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthByteArrayDecoder(page.data(), page.from(), page.end());
            case DELTA_BYTE_ARRAY -> new DeltaByteArrayDecoder(page.data(), page.from(), page.end());
            default -> throw new CorruptDataException("byte strings encoded as " + page.encoding());
        };
    }
}
