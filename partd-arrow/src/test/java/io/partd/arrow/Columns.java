package io.partd.arrow;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Columns of any type to write down in tests. A value is a number as it is stored, a text, bytes, a decimal, a list, a
 * map for a struct, or a list of two lists, keys and values, for a map.
 */
public final class Columns {

    private final BufferAllocator allocator;
    private final List<FieldVector> vectors = new ArrayList<>();
    private final List<Dictionary> dictionaries = new ArrayList<>();

    private Columns(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    public static Columns of(BufferAllocator allocator) {
        return new Columns(allocator);
    }

    public static Field field(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.nullable(type), List.of(children));
    }

    /** Adds a column. */
    public Columns with(Field field, @Nullable Object... values) {
        FieldVector vector = field.createVector(allocator);
        vector.allocateNew();
        for (int i = 0; i < values.length; i++) {
            set(vector, i, values[i]);
        }
        vector.setValueCount(values.length);
        vectors.add(vector);
        return this;
    }

    /** Adds a column of indices in a dictionary. */
    public Columns encoded(
            String name, ArrowType.Int indexType, Field values, List<?> of, @Nullable Object... indices) {
        DictionaryEncoding encoding = new DictionaryEncoding(dictionaries.size() + 7, false, indexType);
        return dictionary(encoding, values, of)
                .with(new Field(name, new FieldType(true, indexType, encoding), List.of()), indices);
    }

    /** Adds a dictionary, without a column. */
    public Columns dictionary(DictionaryEncoding encoding, Field values, List<?> of) {
        with(values, of.toArray());
        dictionaries.add(new Dictionary(vectors.remove(vectors.size() - 1), encoding));
        return this;
    }

    public Table table() {
        return table(Map.of());
    }

    public Table table(Map<String, String> metadata) {
        Schema schema = new Schema(vectors.stream().map(FieldVector::getField).toList(), metadata);
        int rows = vectors.isEmpty() ? 0 : vectors.get(0).getValueCount();
        return Table.of(RecordBatch.of(
                new VectorSchemaRoot(schema, vectors, rows),
                new DictionaryProvider.MapDictionaryProvider(dictionaries.toArray(Dictionary[]::new))));
    }

    private static void set(FieldVector vector, int row, @Nullable Object value) {
        if (value == null) {
            vector.setNull(row);
        } else if (vector instanceof BaseIntVector ints) {
            ints.setWithPossibleTruncate(row, ((Number) value).longValue());
        } else if (vector instanceof Float2Vector halves) {
            halves.setSafeWithPossibleTruncate(row, ((Number) value).floatValue());
        } else if (vector instanceof FloatingPointVector floats) {
            floats.setSafeWithPossibleTruncate(row, ((Number) value).doubleValue());
        } else if (vector instanceof DecimalVector decimals) {
            decimals.setSafe(row, (BigDecimal) value);
        } else if (vector instanceof Decimal256Vector decimals) {
            decimals.setSafe(row, (BigDecimal) value);
        } else if (vector instanceof BaseVariableWidthVector texts) {
            texts.setSafe(row, bytes(value));
        } else if (vector instanceof BaseLargeVariableWidthVector texts) {
            texts.setSafe(row, bytes(value));
        } else if (vector instanceof BaseVariableWidthViewVector texts) {
            texts.setSafe(row, bytes(value));
        } else if (vector instanceof BaseFixedWidthVector numbers) {
            setFixed(numbers, row, ((Number) value).longValue());
        } else {
            setNested(vector, row, value);
        }
    }

    private static byte[] bytes(Object value) {
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    }

    private static void setFixed(BaseFixedWidthVector vector, int row, long value) {
        while (row >= vector.getValueCapacity()) {
            vector.reAlloc();
        }
        BitVectorHelper.setBit(vector.getValidityBuffer(), row);
        if (vector.getTypeWidth() == Integer.BYTES) {
            vector.getDataBuffer().setInt((long) row * Integer.BYTES, (int) value);
        } else {
            vector.getDataBuffer().setLong((long) row * Long.BYTES, value);
        }
    }

    private static void setNested(FieldVector vector, int row, Object value) {
        if (vector instanceof StructVector struct) {
            struct.setIndexDefined(row);
            Map<?, ?> members = (Map<?, ?>) value;
            struct.getChildrenFromFields().forEach(child -> set(child, row, members.get(child.getName())));
        } else if (vector instanceof FixedSizeListVector list) {
            setAll(list.getDataVector(), list.startNewValue(row), (List<?>) value);
        } else if (vector instanceof LargeListVector list) {
            setAll(list.getDataVector(), Math.toIntExact(list.startNewValue(row)), (List<?>) value);
            list.endValue(row, ((List<?>) value).size());
        } else if (vector instanceof org.apache.arrow.vector.complex.MapVector map) {
            List<?> keys = (List<?>) ((List<?>) value).get(0);
            List<?> values = (List<?>) ((List<?>) value).get(1);
            List<Object> entries = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                Map<String, Object> entry = new HashMap<>();
                entry.put("key", keys.get(i));
                entry.put("value", values.get(i));
                entries.add(entry);
            }
            setAll(map.getDataVector(), map.startNewValue(row), entries);
            map.endValue(row, entries.size());
        } else {
            ListVector list = (ListVector) vector;
            setAll(list.getDataVector(), list.startNewValue(row), (List<?>) value);
            list.endValue(row, ((List<?>) value).size());
        }
    }

    private static void setAll(FieldVector vector, int from, List<?> values) {
        for (int i = 0; i < values.size(); i++) {
            set(vector, from + i, values.get(i));
        }
    }
}
