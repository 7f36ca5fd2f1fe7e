package io.partd.cli.values;

import io.partd.codecs.msgpack.Extension;
import io.partd.codecs.numpy.NumpyArray;
import io.partd.codecs.pickle.BytesKey;
import io.partd.codecs.pickle.Complex;
import io.partd.codecs.pickle.NumpyValue;
import io.partd.codecs.pickle.Range;
import io.partd.codecs.pickle.Slice;
import io.partd.codecs.pickle.SpecialDecimal;
import io.partd.codecs.pickle.Tuple;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which JSON the values of the codecs are; the table is in {@code docs/command-line.md}. */
final class JsonForms {

    private static final int SCRATCH = 8 << 10;

    private JsonForms() {}

    /** Returns the value as null, a Boolean, a Number, a String, a Collection or a Map of any keys. */
    static @Nullable Object of(@Nullable Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Collection
                || value instanceof Map) {
            return value;
        }
        if (value instanceof Tuple tuple) {
            return tuple.toList();
        }
        if (value instanceof byte[] bytes) {
            return bytes(bytes);
        }
        if (value instanceof BytesKey key) {
            return bytes(key.toArray());
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes(bytes);
        }
        if (value instanceof NumpyValue array) {
            return numpy(array);
        }
        if (value instanceof NumpyArray array) {
            return NumpyLists.of(array);
        }
        return parts(value);
    }

    private static Object parts(Object value) {
        if (value instanceof Complex complex) {
            return object("real", complex.real(), "imaginary", complex.imaginary());
        }
        if (value instanceof Range range) {
            return object("start", range.start(), "stop", range.stop(), "step", range.step());
        }
        if (value instanceof Slice slice) {
            return object("start", slice.start(), "stop", slice.stop(), "step", slice.step());
        }
        if (value instanceof Extension extension) {
            return object("ext", extension.type(), "base64", base64(extension.data()));
        }
        if (value instanceof SpecialDecimal decimal) {
            return decimal.text();
        }
        return value.toString();
    }

    private static @Nullable Object numpy(NumpyValue array) {
        if (NumpyElements.areKnown(array)) {
            return of(NumpyElements.of(array));
        }
        Map<String, @Nullable Object> raw = object("dtype", array.dtype().text(), "shape", array.shape());
        raw.put("order", array.isFortranOrder() ? "F" : "C");
        raw.put("base64", base64(array.bytes()));
        return raw;
    }

    private static Object bytes(byte[] bytes) {
        return isText(bytes) ? new String(bytes, StandardCharsets.UTF_8) : object("base64", base64(bytes));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }

    /** Tells whether bytes are UTF-8. */
    static boolean isText(byte[] value) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(value);
        CharBuffer scratch = CharBuffer.allocate(SCRATCH);
        CoderResult result;
        do {
            scratch.clear();
            result = decoder.decode(bytes, scratch, true);
        } while (result.isOverflow());
        return result.isUnderflow();
    }
}
