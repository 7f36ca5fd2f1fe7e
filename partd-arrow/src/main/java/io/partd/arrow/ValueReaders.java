package io.partd.arrow;

import io.partd.arrow.schema.Fields;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Makes readers for vectors of all types. */
final class ValueReaders {

    private static final String UUID_TYPE = "arrow.uuid";

    private ValueReaders() {}

    /**
     * Makes a reader of a vector, which is not looked at before it reads.
     *
     * @param field the vector's; its own {@code getField} does not know the type ids of a union
     */
    static ValueReader of(FieldVector vector, Field field, DictionaryProvider dictionaries) {
        FieldVector plain = vector;
        while (plain instanceof ExtensionTypeVector<?> extension) {
            plain = (FieldVector) extension.getUnderlyingVector();
        }
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null) {
            return encoded(vector, (BaseIntVector) plain, encoding, dictionaries);
        }
        if (Fields.extensionName(field).equals(UUID_TYPE)
                && plain instanceof FixedSizeBinaryVector bytes
                && bytes.getByteWidth() == 16) {
            return ifPresent(plain, i -> uuid(bytes.get(i)));
        }
        return ofPlain(plain, field, dictionaries);
    }

    private static ValueReader ofChild(FieldVector vector, Field field, int child, DictionaryProvider dictionaries) {
        return of(vector.getChildrenFromFields().get(child), field.getChildren().get(child), dictionaries);
    }

    private static ValueReader encoded(
            FieldVector vector, BaseIntVector indices, DictionaryEncoding encoding, DictionaryProvider dictionaries) {
        Dictionary dictionary = dictionaries.lookup(encoding.getId());
        if (dictionary == null) {
            throw new IllegalArgumentException(
                    "column '" + vector.getName() + "' has no dictionary " + encoding.getId());
        }
        ValueReader values = of(dictionary.getVector(), dictionary.getVector().getField(), dictionaries);
        return ifPresent(vector, i -> values.get(Math.toIntExact(indices.getValueAsLong(i))));
    }

    private static ValueReader ifPresent(FieldVector vector, ValueReader reader) {
        return i -> vector.isNull(i) ? null : reader.get(i);
    }

    private static ValueReader ofPlain(FieldVector vector, Field field, DictionaryProvider dictionaries) {
        ArrowType type = Fields.storage(field);
        return switch (type.getTypeID()) {
            case Null -> i -> null;
            case Union -> union(vector, field, (ArrowType.Union) type, dictionaries);
            case RunEndEncoded -> runs(vector, field, dictionaries);
            default -> ifPresent(vector, present(vector, field, type, dictionaries));
        };
    }

    /** Makes a reader of values that are not null. */
    private static ValueReader present(
            FieldVector vector, Field field, ArrowType type, DictionaryProvider dictionaries) {
        return switch (type.getTypeID()) {
            case Bool -> i -> ((BitVector) vector).get(i) != 0;
            case Int -> integer((BaseIntVector) vector, (ArrowType.Int) type);
            case FloatingPoint ->
                switch (((ArrowType.FloatingPoint) type).getPrecision()) {
                    case HALF -> i -> ((Float2Vector) vector).getValueAsFloat(i);
                    case SINGLE -> i -> ((Float4Vector) vector).get(i);
                    case DOUBLE -> i -> ((Float8Vector) vector).get(i);
                };
            case Decimal ->
                vector instanceof Decimal256Vector wide ? wide::getObject : i -> ((DecimalVector) vector).getObject(i);
            case Utf8 -> i -> text(((VarCharVector) vector).get(i));
            case LargeUtf8 -> i -> text(((LargeVarCharVector) vector).get(i));
            case Utf8View -> i -> text(((ViewVarCharVector) vector).get(i));
            case Binary -> i -> ((VarBinaryVector) vector).get(i);
            case LargeBinary -> i -> ((LargeVarBinaryVector) vector).get(i);
            case BinaryView -> i -> ((ViewVarBinaryVector) vector).get(i);
            case FixedSizeBinary -> i -> ((FixedSizeBinaryVector) vector).get(i);
            case Date, Time, Timestamp, Duration, Interval -> TemporalValues.of(vector, type);
            case Struct -> struct(vector, field, dictionaries);
            case Map -> map(vector, field, dictionaries);
            case List, LargeList, ListView, LargeListView, FixedSizeList -> list(vector, field, type, dictionaries);
            case Null, Union, RunEndEncoded, NONE -> throw new IllegalArgumentException(type.toString());
        };
    }

    private static ValueReader integer(BaseIntVector vector, ArrowType.Int type) {
        if (type.getIsSigned() || type.getBitWidth() < 64) {
            return vector::getValueAsLong;
        }
        return i -> {
            long bits = vector.getValueAsLong(i);
            return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
        };
    }

    /** Returns bytes that should be UTF-8 as text; if they are not, as a buffer, which binary values never are. */
    private static Object text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }
    }

    private static UUID uuid(byte[] bytes) {
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        return new UUID(halves.getLong(), halves.getLong());
    }

    private static ValueReader struct(FieldVector vector, Field field, DictionaryProvider dictionaries) {
        Map<String, ValueReader> children = new LinkedHashMap<>();
        for (int i = 0; i < field.getChildren().size(); i++) {
            children.put(field.getChildren().get(i).getName(), ofChild(vector, field, i, dictionaries));
        }
        return i -> {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            children.forEach((name, reader) -> values.put(name, reader.get(i)));
            return values;
        };
    }

    /** A map is a list of pairs where a key is there twice. */
    private static ValueReader map(FieldVector vector, Field field, DictionaryProvider dictionaries) {
        FieldVector entries = vector.getChildrenFromFields().get(0);
        Field pair = field.getChildren().get(0);
        ValueReader keys = ofChild(entries, pair, 0, dictionaries);
        ValueReader values = ofChild(entries, pair, 1, dictionaries);
        ArrowBuf offsets = vector.getOffsetBuffer();
        return i -> {
            int begin = offsets.getInt(4L * i);
            int end = offsets.getInt(4L * i + 4);
            List<Object> pairs = new ArrayList<>();
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            for (int at = begin; at < end; at++) {
                Object key = keys.get(at);
                Object value = values.get(at);
                map.put(key, value);
                pairs.add(Arrays.asList(key, value));
            }
            return map.size() == pairs.size() ? map : pairs;
        };
    }

    private static ValueReader list(FieldVector vector, Field field, ArrowType type, DictionaryProvider dictionaries) {
        ValueReader elements = ofChild(vector, field, 0, dictionaries);
        switch (type.getTypeID()) {
            case FixedSizeList -> {
                int size = ((ArrowType.FixedSizeList) type).getListSize();
                return i -> elements(elements, (long) i * size, size);
            }
            case ListView, LargeListView -> {
                int width = type.getTypeID() == ArrowTypeID.ListView ? Integer.BYTES : Long.BYTES;
                return i -> {
                    List<ArrowBuf> buffers = vector.getFieldBuffers();
                    return elements(elements, number(buffers.get(1), i, width), number(buffers.get(2), i, width));
                };
            }
            default -> {
                int width = type.getTypeID() == ArrowTypeID.LargeList ? Long.BYTES : Integer.BYTES;
                return i -> {
                    ArrowBuf offsets = vector.getOffsetBuffer();
                    long begin = number(offsets, i, width);
                    return elements(elements, begin, number(offsets, i + 1L, width) - begin);
                };
            }
        }
    }

    private static long number(ArrowBuf numbers, long index, int width) {
        return width == Integer.BYTES ? numbers.getInt(index * width) : numbers.getLong(index * width);
    }

    private static List<@Nullable Object> elements(ValueReader elements, long begin, long count) {
        List<@Nullable Object> list = new ArrayList<>((int) count);
        for (long at = begin; at < begin + count; at++) {
            list.add(elements.get((int) at));
        }
        return list;
    }

    private static ValueReader union(
            FieldVector vector, Field field, ArrowType.Union type, DictionaryProvider dictionaries) {
        ValueReader[] byId = new ValueReader[Byte.MAX_VALUE + 1];
        for (int i = 0; i < field.getChildren().size(); i++) {
            byId[type.getTypeIds()[i]] = ofChild(vector, field, i, dictionaries);
        }
        if (vector instanceof DenseUnionVector dense) {
            return i -> byId[dense.getTypeBuffer().getByte(i)].get(
                    dense.getOffsetBuffer().getInt(4L * i));
        }
        UnionVector sparse = (UnionVector) vector;
        return i -> byId[sparse.getTypeBuffer().getByte(i)].get(i);
    }

    private static ValueReader runs(FieldVector vector, Field field, DictionaryProvider dictionaries) {
        BaseIntVector ends = (BaseIntVector) vector.getChildrenFromFields().get(0);
        ValueReader values = ofChild(vector, field, 1, dictionaries);
        return i -> {
            int low = 0;
            int high = ends.getValueCount() - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (ends.getValueAsLong(middle) > i) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return values.get(low);
        };
    }
}
